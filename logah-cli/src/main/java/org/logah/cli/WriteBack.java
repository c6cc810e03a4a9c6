package org.logah.cli;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.logah.api.safetensors.SafetensorsWriter;

/**
 * Brings a file to the disk while it is still being written, in a thread of its own: the kernel
 * would begin late, and the end would have to wait for the whole file.
 */
final class WriteBack implements AutoCloseable {
  private static final long STEP = 128L << 20;

  private final SafetensorsWriter writer;
  private final Profile profile;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long pending;
  private boolean finished;
  private boolean ended;
  private IOException failure;

  WriteBack(SafetensorsWriter writer, Profile profile) {
    this.writer = writer;
    this.profile = profile;
    Thread thread = new Thread(this::run, "write-back");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Tells how many bytes more were written.
   *
   * @throws IOException if those before could not be brought to the disk
   */
  void written(long bytes) throws IOException {
    lock.lock();
    try {
      throwFailure();
      pending += bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    IOException thrown = null;
    try {
      while (awaitStep()) {
        profile.run(Profile.Part.FLUSHING, writer::flush);
      }
    } catch (IOException e) {
      thrown = e;
    } finally {
      end(thrown);
    }
  }

  private boolean awaitStep() {
    lock.lock();
    try {
      while (!finished && pending < STEP) {
        changed.awaitUninterruptibly();
      }
      pending = 0;
      return !finished;
    } finally {
      lock.unlock();
    }
  }

  private void end(IOException thrown) {
    lock.lock();
    try {
      failure = thrown;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the thread.
   *
   * @throws IOException if something could not be brought to the disk; the system tells this only
   *     once, so that committing the file would not find out
   */
  void finish() throws IOException {
    lock.lock();
    try {
      awaitEnd();
      throwFailure();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() {
    lock.lock();
    try {
      awaitEnd();
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd() {
    finished = true;
    changed.signalAll();
    while (!ended) {
      changed.awaitUninterruptibly();
    }
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
