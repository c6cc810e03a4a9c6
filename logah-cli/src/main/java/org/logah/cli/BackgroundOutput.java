package org.logah.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.logah.api.DaemonThreads;
import org.logah.api.Scope;
import org.logah.api.Tensor;

/**
 * Hands tensors to another output in a thread of its own, so that computing and writing overlap. A
 * bounded number of bytes waits there, or one piece that is larger.
 */
final class BackgroundOutput implements TensorOutput, AutoCloseable {
  private record Item(String name, Tensor tensor) {}

  private final TensorOutput target;
  private final long maxWaitingBytes;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Item> queue = new ArrayDeque<>();
  private long waitingBytes;
  private boolean finished;
  private boolean ended;
  private Throwable failure;

  BackgroundOutput(TensorOutput target, long maxWaitingBytes) {
    this.target = target;
    this.maxWaitingBytes = maxWaitingBytes;
    new DaemonThreads("output").newThread(this::run).start();
  }

  static long bytes(Tensor tensor) {
    return tensor.shape().elements() * tensor.dtype().bytes();
  }

  /**
   * Takes a tensor, which the caller may close at once.
   *
   * @throws IOException if the target failed on an earlier one
   */
  @Override
  public void write(String name, Tensor tensor) throws IOException {
    long bytes = bytes(tensor);
    lock.lock();
    try {
      while (failure == null && waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes) {
        changed.awaitUninterruptibly();
      }
      throwFailure();
      waitingBytes += bytes;
      queue.add(new Item(name, shared(tensor)));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The same elements under another owner, who is this object. */
  private static Tensor shared(Tensor tensor) {
    try (Scope scope = tensor.backend().openScope()) {
      return scope.release(tensor.reshape(tensor.shape().toArray()));
    }
  }

  private void run() {
    Throwable thrown = null;
    try {
      for (Item item = next(); item != null; item = next()) {
        try (Tensor tensor = item.tensor()) {
          target.write(item.name(), tensor);
        }
        done(bytes(item.tensor()));
      }
    } catch (IOException | RuntimeException | Error e) {
      thrown = e;
    } finally {
      end(thrown);
    }
  }

  /** The next tensor, or {@code null} if none will come. */
  private Item next() {
    lock.lock();
    try {
      while (queue.isEmpty() && !finished) {
        changed.awaitUninterruptibly();
      }
      return queue.poll();
    } finally {
      lock.unlock();
    }
  }

  private void done(long bytes) {
    lock.lock();
    try {
      waitingBytes -= bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end(Throwable thrown) {
    lock.lock();
    try {
      failure = thrown;
      ended = true;
      dropQueue();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is written. */
  void finish() throws IOException {
    lock.lock();
    try {
      awaitEnd();
      throwFailure();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread and waits for it; tensors that it has not begun with are dropped. */
  @Override
  public void close() {
    lock.lock();
    try {
      dropQueue();
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

  private void dropQueue() {
    queue.forEach(item -> item.tensor().close());
    queue.clear();
  }

  private void throwFailure() throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
