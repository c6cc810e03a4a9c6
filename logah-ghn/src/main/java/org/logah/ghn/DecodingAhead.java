package org.logah.ghn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.logah.api.DaemonThreads;

/**
 * Decodes on threads of its own, some batches ahead of whoever takes them, so that decoding and the
 * use of what is decoded overlap. What belongs to a batch follows from the network and the decoder
 * alone, so that the bits of the results do not depend on threads or time. Closing waits for the
 * threads.
 */
final class DecodingAhead implements AutoCloseable {
  /** Of values: enough to be worth a call, few enough to hold several batches. */
  private static final long LEAST_BATCH_SIZE = 1L << 20;

  private static final int MOST_THREADS = 2;

  private final Iterator<List<PlannedParameter>> batches;
  private final Function<List<PlannedParameter>, DecodedBatch> decode;
  private final ExecutorService executor;
  private final int ahead;
  private final Queue<CompletableFuture<DecodedBatch>> begun = new ArrayDeque<>();
  private DecodedBatch current = new DecodedBatch(List.<PredictedTensor>of().iterator(), List.of());

  /**
   * Begins to decode.
   *
   * @param planned what will be asked for, in this order
   * @param decode decodes a batch, on any thread
   */
  DecodingAhead(
      List<PlannedParameter> planned,
      Decoder decoder,
      Function<List<PlannedParameter>, DecodedBatch> decode) {
    this.decode = decode;
    batches = batches(planned, decoder).iterator();
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    ahead = threads + 1;
    executor = Executors.newFixedThreadPool(threads, new DaemonThreads("decoder"));
    begin();
  }

  private static List<List<PlannedParameter>> batches(
      List<PlannedParameter> planned, Decoder decoder) {
    List<List<PlannedParameter>> batches = new ArrayList<>();
    long most = Math.max(LEAST_BATCH_SIZE, decoder.sharedWeights());
    long size = most;
    for (PlannedParameter parameter : planned) {
      long own = decoder.size(parameter.shape());
      if (size + own > most) {
        batches.add(new ArrayList<>());
        size = 0;
      }
      batches.get(batches.size() - 1).add(parameter);
      size += own;
    }
    return batches;
  }

  private void begin() {
    while (begun.size() < ahead && batches.hasNext()) {
      List<PlannedParameter> batch = batches.next();
      begun.add(CompletableFuture.supplyAsync(() -> decode.apply(batch), executor));
    }
  }

  /** The next parameter; it is closed when the one after it is asked for, or later. */
  PredictedTensor next() {
    if (!current.remaining().hasNext()) {
      current.close();
      current = joined(begun.remove());
      begin();
    }
    return current.remaining().next();
  }

  private static DecodedBatch joined(CompletableFuture<DecodedBatch> batch) {
    try {
      return batch.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    current.close();
    begun.forEach(batch -> batch.handle((decoded, failure) -> decoded).join());
    begun.stream()
        .filter(batch -> !batch.isCompletedExceptionally())
        .forEach(batch -> batch.join().close());
    executor.shutdown();
  }
}
