package org.logah.api.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A safetensors file that is being written: its header, and after it the tensors' bytes. */
final class DataFile implements AutoCloseable {
  private final BlockOutput output;
  private final ByteBuffer header;
  private final long dataStart;

  DataFile(AtomicFile file, ByteBuffer header) {
    output = new BlockOutput(file);
    this.header = header;
    dataStart = header.remaining();
  }

  /** Writes bytes from a place behind the header on. */
  void write(ByteBuffer bytes, long at) throws IOException {
    writeHeader();
    output.write(bytes, dataStart + at);
  }

  /** The header waits for the first tensor, as many files may be open. */
  private void writeHeader() throws IOException {
    if (header.hasRemaining()) {
      output.write(header, 0);
    }
  }

  /** Ends writing; a file without tensors has its header then. */
  void settle() throws IOException {
    writeHeader();
    output.settle();
    output.close();
  }

  /** Drops what has not been written. */
  @Override
  public void close() {
    output.close();
  }
}
