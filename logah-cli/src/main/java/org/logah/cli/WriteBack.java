package org.logah.cli;

import java.io.IOException;
import org.logah.api.safetensors.SafetensorsWriter;

/**
 * Brings a file to the disk while it is still being written, in a thread of its own: the kernel
 * would begin late, and the end would have to wait for the whole file.
 */
final class WriteBack implements AutoCloseable {
  private static final long STEP = 64L << 20;

  private final SafetensorsWriter writer;
  private final Thread thread = new Thread(this::run, "write-back");
  private long pending;
  private boolean finished;
  private IOException failure;

  WriteBack(SafetensorsWriter writer) {
    this.writer = writer;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Tells how many bytes more were written.
   *
   * @throws IOException if those before could not be brought to the disk; the system tells this
   *     only once
   */
  synchronized void written(long bytes) throws IOException {
    if (failure != null) {
      throw failure;
    }
    pending += bytes;
    if (pending >= STEP) {
      notifyAll();
    }
  }

  private void run() {
    while (awaitStep()) {
      try {
        writer.flush();
      } catch (IOException e) {
        fail(e);
        return;
      }
    }
  }

  private synchronized boolean awaitStep() {
    while (!finished && pending < STEP) {
      try {
        wait();
      } catch (InterruptedException e) {
        return false;
      }
    }
    pending = 0;
    return !finished;
  }

  private synchronized void fail(IOException e) {
    failure = e;
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      finished = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
