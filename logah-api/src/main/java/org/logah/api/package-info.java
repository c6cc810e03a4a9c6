/**
 * Tensors and the one small interface of operations that networks, encoder and decoders are written
 * against; who implements {@link org.logah.api.Backend} decides what running them means.
 */
package org.logah.api;
