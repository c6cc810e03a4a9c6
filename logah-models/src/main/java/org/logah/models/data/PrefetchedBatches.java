package org.logah.models.data;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.logah.api.DaemonThreads;

/**
 * Batches of another source, of which one background thread prepares the next while the caller is
 * busy with this one. Any order of indices gives the right batches; consecutive ones are quick. For
 * one calling thread at a time; closing it ends the background thread.
 */
public final class PrefetchedBatches implements HostBatchSource, AutoCloseable {
  private final HostBatchSource source;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(new DaemonThreads("batch preparation"));
  private long nextIndex;

  /** Batch {@link #nextIndex}, or null if none is under way. */
  private Future<HostBatch> next;

  public PrefetchedBatches(HostBatchSource source) {
    this.source = source;
  }

  @Override
  public synchronized HostBatch prepare(long index) {
    Future<HostBatch> underWay = next;
    next = null;
    HostBatch batch;
    if (underWay != null && index == nextIndex) {
      batch = result(underWay);
    } else {
      if (underWay != null) {
        underWay.cancel(false);
      }
      batch = source.prepare(index);
    }
    prepareAhead(index + 1);
    return batch;
  }

  private void prepareAhead(long index) {
    if (source instanceof FiniteBatchSource finite && index >= finite.count()) {
      return;
    }
    FutureTask<HostBatch> task = new FutureTask<>(() -> source.prepare(index));
    background.execute(task);
    next = task;
    nextIndex = index;
  }

  private static HostBatch result(Future<HostBatch> underWay) {
    try {
      return underWay.get();
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
