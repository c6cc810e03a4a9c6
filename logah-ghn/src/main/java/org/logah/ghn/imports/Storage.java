package org.logah.ghn.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.logah.api.Buffers;
import org.logah.api.DType;

/** Elements in a row that tensors are views of; read only when a tensor is wanted. */
final class Storage {
  /** Where the elements lie. */
  interface Data {
    /** Fills a buffer of exactly the storage's size. */
    void read(ByteBuffer target) throws IOException;
  }

  private final String key;
  private final DType dtype;
  private final long elements;
  private Data data;

  Storage(String key, DType dtype, long elements) {
    this.key = key;
    this.dtype = dtype;
    this.elements = elements;
  }

  String key() {
    return key;
  }

  DType dtype() {
    return dtype;
  }

  long elements() {
    return elements;
  }

  /** Its size; the count of elements is checked when it is declared, so this does not overflow. */
  long bytes() {
    return elements * dtype.bytes();
  }

  void lies(Data where) {
    data = where;
  }

  ByteBuffer read() throws IOException {
    ByteBuffer buffer = Buffers.allocate(Math.toIntExact(bytes()));
    data.read(buffer);
    return buffer.flip();
  }
}
