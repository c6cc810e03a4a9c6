package org.logah.api.safetensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.logah.api.DaemonThreads;

/**
 * Fills a file with blocks, one of which is written in another thread while the next is filled.
 * Whole blocks go past the system's cache where the file system allows it: filling that cache takes
 * more time than the transfer itself. Not for several threads.
 */
final class BlockOutput implements AutoCloseable {
  /** Bytes of a block, a multiple of what any device reads or writes at once. */
  static final int BLOCK = 4 << 20;

  /** Bytes that may wait in the system's cache, which would begin to write them late. */
  private static final long WRITE_BACK = 128L << 20;

  /** Blocks that are not in use; Java would free them late. */
  private static final Queue<ByteBuffer> SPARE = new ConcurrentLinkedQueue<>();

  private final AtomicFile file;
  private Optional<FileChannel> direct;
  private Optional<ExecutorService> thread = Optional.empty();
  private CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);
  private Optional<ByteBuffer> filling = Optional.empty();
  private long start;
  private long cached;

  BlockOutput(AtomicFile file) {
    this.file = file;
    direct = file.direct();
  }

  /**
   * Writes bytes from a place in the file on.
   *
   * @throws IOException if they or earlier ones could not be written
   */
  void write(ByteBuffer bytes, long at) throws IOException {
    seek(at);
    while (bytes.hasRemaining()) {
      ByteBuffer block = block();
      int count = Math.min(bytes.remaining(), block.remaining());
      block.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      if (!block.hasRemaining()) {
        submit();
      }
    }
  }

  private ByteBuffer block() {
    if (filling.isEmpty()) {
      ByteBuffer spare = SPARE.poll();
      filling =
          Optional.of(
              spare != null
                  ? spare.clear()
                  : ByteBuffer.allocateDirect(BLOCK + AtomicFile.ALIGNMENT)
                      .alignedSlice(AtomicFile.ALIGNMENT)
                      .limit(BLOCK)
                      .slice());
    }
    return filling.orElseThrow();
  }

  /**
   * Most writes go on where the last one ended; a place further back is out of step with blocks.
   */
  private void seek(long at) throws IOException {
    int filled = filling.map(ByteBuffer::position).orElse(0);
    if (at >= start && at <= start + filled) {
      filling.ifPresent(block -> block.position((int) (at - start)));
      return;
    }
    settle();
    direct = Optional.empty();
    start = at;
  }

  private void submit() throws IOException {
    await();
    ByteBuffer block = filling.orElseThrow().flip();
    long at = start;
    filling = Optional.empty();
    start += BLOCK;
    if (thread.isEmpty()) {
      thread =
          Optional.of(Executors.newSingleThreadExecutor(new DaemonThreads("safetensors blocks")));
    }
    pending = CompletableFuture.runAsync(() -> write(block, at, true), thread.get());
  }

  private void write(ByteBuffer block, long at, boolean whole) {
    try {
      if (!whole || !writeDirect(block, at)) {
        writeFully(file.channel(), block.position(0), at);
        writeBack(block.limit());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      SPARE.add(block);
    }
  }

  /** A file system may refuse such a channel when it is used first; a full disk fails twice. */
  private boolean writeDirect(ByteBuffer block, long at) {
    if (direct.isEmpty()) {
      return false;
    }
    try {
      writeFully(direct.get(), block, at);
      return true;
    } catch (IOException e) {
      direct = Optional.empty();
      return false;
    }
  }

  private void writeBack(long bytes) throws IOException {
    cached += bytes;
    if (cached >= WRITE_BACK) {
      file.channel().force(false);
      cached = 0;
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long start)
      throws IOException {
    long position = start;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /**
   * Writes what is left, so that the file has all bytes.
   *
   * @throws IOException if they or earlier ones could not be written
   */
  void settle() throws IOException {
    await();
    if (filling.isPresent()) {
      ByteBuffer rest = filling.get().flip();
      filling = Optional.empty();
      long at = start;
      start += rest.limit();
      pending = CompletableFuture.runAsync(() -> write(rest, at, false), Runnable::run);
      await();
    }
  }

  private void await() throws IOException {
    try {
      pending.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failure) {
        throw failure.getCause();
      }
      throw e;
    }
  }

  /** Waits for the block that is being written and drops the one that is being filled. */
  @Override
  public void close() {
    pending.exceptionally(failure -> null).join();
    filling.ifPresent(SPARE::add);
    filling = Optional.empty();
    thread.ifPresent(ExecutorService::shutdown);
    thread = Optional.empty();
  }
}
