package org.logah.models.data;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Batches of another source, of which one background thread prepares the next while the caller is
 * busy with this one. Any order of indices gives the right batches; consecutive ones are quick. For
 * one calling thread at a time; closing it ends the background thread.
 */
public final class PrefetchedBatches implements HostBatchSource, AutoCloseable {
  private final HostBatchSource source;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "batch preparation");
            thread.setDaemon(true);
            return thread;
          });
  private long nextIndex = -1;
  private Future<HostBatch> next = CompletableFuture.completedFuture(null);

  public PrefetchedBatches(HostBatchSource source) {
    this.source = source;
  }

  @Override
  public synchronized HostBatch prepare(long index) {
    if (index != nextIndex) {
      next.cancel(false);
    }
    HostBatch batch = index == nextIndex ? result() : source.prepare(index);
    prepareAhead(index + 1);
    return batch;
  }

  private void prepareAhead(long index) {
    nextIndex = -1;
    if (source instanceof FiniteBatchSource finite && index >= finite.count()) {
      return;
    }
    FutureTask<HostBatch> task = new FutureTask<>(() -> source.prepare(index));
    background.execute(task);
    next = task;
    nextIndex = index;
  }

  private HostBatch result() {
    nextIndex = -1;
    try {
      return next.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a batch could not be prepared", e.getCause());
    }
  }

  @Override
  public void close() {
    background.shutdownNow();
  }
}
