package org.logah.backend.nd4j;

import static org.logah.backend.nd4j.Nd4jTensor.storage;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * Attention head by head and some queries at a time, so that scores stay in the processor's cache,
 * and where it is causal only up to the last key that these queries see.
 */
final class BlockedAttention {
  /** From so many scores of one head on; for fewer the calls cost more than the cache brings. */
  private static final long LEAST_SCORES = 1L << 16;

  private static final long SCORES = 1L << 18;

  /** The fewer the less is worked out in vain of what is hidden from most of them. */
  private static final long CAUSAL_QUERIES = 128;

  private final Nd4jReductions backend;
  private final Tensor query;
  private final Tensor key;
  private final Tensor value;
  private final Tensor bias;
  private final boolean causal;

  /**
   * @param bias {@code null} if there is none
   */
  BlockedAttention(
      Nd4jReductions backend, Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    this.backend = backend;
    this.query = query;
    this.key = key;
    this.value = value;
    this.bias = bias;
    this.causal = causal;
  }

  /** Whether these operands are better worked out so. */
  static boolean suits(Tensor query, Tensor key, Tensor value) {
    return query.size(2) * key.size(2) >= LEAST_SCORES
        && query.shape().elements() > 0
        && value.shape().elements() > 0;
  }

  /** {@code [batch, heads, queries, value width]}, of a scope that the caller has open. */
  Tensor result() {
    long heads = query.size(1);
    long shared = heads / key.size(1);
    Tensor scaled = query.mul(1 / Math.sqrt((double) query.size(3)));
    List<Tensor> results = new ArrayList<>();
    for (long image = 0; image < query.size(0); image++) {
      for (long head = 0; head < heads; head++) {
        results.add(ofHead(scaled, image, head, head / shared));
      }
    }
    Shape shape = Shape.of(query.size(0), heads, query.size(2), value.size(3));
    return backend.reshape(backend.concat(results, 0), shape);
  }

  private Tensor ofHead(Tensor scaled, long image, long head, long group) {
    return backend.scoped(
        () -> {
          Tensor queries = matrix(scaled, image, head);
          Tensor keys = matrix(key, image, group);
          Tensor values = matrix(value, image, group);
          long most = Math.max(1, SCORES / keys.size(0));
          long rows = causal ? Math.min(most, CAUSAL_QUERIES) : most;
          List<Tensor> results = new ArrayList<>();
          for (long start = 0; start < queries.size(0); start += rows) {
            long end = Math.min(start + rows, queries.size(0));
            long seen = causal ? Math.min(end, keys.size(0)) : keys.size(0);
            Tensor block = queries.slice(0, start, end);
            long from = start;
            results.add(
                backend.scoped(
                    () -> {
                      Tensor scores = scores(block, keys.slice(0, 0, seen), image, head, from);
                      return scores.softmax(1).matmul(values.slice(0, 0, seen));
                    }));
          }
          return backend.concat(results, 0);
        });
  }

  private static Tensor matrix(Tensor tensor, long image, long head) {
    return tensor
        .slice(0, image, image + 1)
        .slice(1, head, head + 1)
        .reshape(tensor.size(2), tensor.size(3));
  }

  private Tensor scores(Tensor queries, Tensor keys, long image, long head, long start) {
    long rows = queries.size(0);
    long seen = keys.size(0);
    Tensor scores = backend.product("attention", Shape.of(rows, seen), queries, keys, true);
    if (bias != null) {
      scores = scores.add(biasOf(image, head, start, start + rows, seen));
    }
    if (causal && start + 1 < seen) {
      hide(scores, start);
    }
    return scores;
  }

  private Tensor biasOf(long image, long head, long start, long end, long seen) {
    long[] sizes = {1, 1, 1, 1};
    int missing = 4 - bias.shape().rank();
    for (int i = missing; i < 4; i++) {
      sizes[i] = bias.size(i - missing);
    }
    Tensor part = bias.reshape(sizes);
    long[][] ranges = {{image, image + 1}, {head, head + 1}, {start, end}, {0, seen}};
    for (int i = 0; i < 4; i++) {
      if (sizes[i] > 1) {
        part = part.slice(i, ranges[i][0], ranges[i][1]);
      }
    }
    return part.reshape(part.size(2), part.size(3));
  }

  /** Overwrites the scores of keys that come after their query, in a tensor nobody else has. */
  private void hide(Tensor scores, long start) {
    long rows = scores.size(0);
    long seen = scores.size(1);
    int bytes = scores.dtype().bytes();
    Tensor hidden = backend.full(Double.NEGATIVE_INFINITY, scores.dtype(), Shape.of(rows));
    try (Blocks blocks = Blocks.between(storage(hidden), storage(scores))) {
      for (long row = 0; row < rows && start + row + 1 < seen; row++) {
        long first = start + row + 1;
        blocks.copy(0, (row * seen + first) * bytes, (seen - first) * bytes);
      }
    }
  }
}
