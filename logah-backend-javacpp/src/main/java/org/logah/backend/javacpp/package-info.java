/**
 * The operations on LibTorch through JavaCPP, with LibTorch's own differentiation, on the CPU or on
 * CUDA; an embedder installs {@link org.logah.backend.javacpp.LibTorchModule} or calls {@link
 * org.logah.backend.javacpp.LibTorchBackend#open}.
 */
package org.logah.backend.javacpp;
