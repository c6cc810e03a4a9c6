/**
 * The operations on ND4J's arrays, on the CPU, without differentiation; an embedder installs {@link
 * org.logah.backend.nd4j.Nd4jModule} or calls {@link org.logah.backend.nd4j.Nd4jBackend#open}.
 *
 * <p>Every tensor lies row-major in a buffer from its start, so that ND4J meets no strides, no
 * views, no empty arrays, and only shapes that its kernels are right and fast for.
 */
package org.logah.backend.nd4j;
