package org.logah.api.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The bytes of one tensor, given in pieces. */
@FunctionalInterface
public interface ByteSource {
  /**
   * Gives every byte to the consumer in order, row-major and little-endian; direct buffers are
   * written without a copy.
   */
  void read(Consumer<ByteBuffer> consumer) throws IOException;
}
