package org.logah.api.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.ThreadTeam;

/**
 * Data parallelism: a batch is cut into shards, of which each is worked on by a thread of its own
 * from the same parameters, and their gradients are added up. What comes out depends on the number
 * of shards in the last bits, and on nothing else: not on the processors there are, nor on which
 * thread is done first. Examples that meet in one shard only, as those of batch normalisation do,
 * see only the shard. Not for several threads.
 */
public final class DataParallel implements AutoCloseable {
  private final int shards;
  private final ThreadTeam team;

  /** What is differentiated. */
  @FunctionalInterface
  public interface Loss {
    /**
     * The mean loss of some examples, a scalar. Called by several threads at once.
     *
     * @param variables by the names of the values they have
     */
    Tensor of(Map<String, Tensor> variables, Batch examples);
  }

  /**
   * A loss and its gradients.
   *
   * @param loss mean over the batch
   * @param gradients by name, of the shapes of the values; those that the loss does not depend on
   *     are missing
   */
  public record Differentiated(double loss, Map<String, Tensor> gradients) {}

  /**
   * Waits for work.
   *
   * @param shards into how many a batch is cut, 1 or more; 1 works on the calling thread
   * @throws InvalidInputException if there are none
   */
  public DataParallel(int shards) {
    if (shards < 1) {
      throw new InvalidInputException(
          "data parallelism: there are %d shards, not 1 or more".formatted(shards));
    }
    this.shards = shards;
    this.team = new ThreadTeam(shards, "shard");
  }

  /**
   * The mean loss of a batch and the gradients of {@code factor} times that. A batch of fewer
   * examples than shards is cut into single examples.
   *
   * @param values that the loss depends on, by name
   * @param factor of the gradients
   * @return whose gradients belong to the caller's scope
   * @throws InvalidInputException if the batch is empty
   */
  public Differentiated differentiate(
      Map<String, Tensor> values, Batch batch, double factor, Loss loss) {
    Backend backend = batch.inputs().backend();
    List<Supplier<Differentiated>> work = new ArrayList<>();
    long examples = batch.inputs().size(0);
    if (examples == 0) {
      throw new InvalidInputException("the batch holds no examples; give one or more");
    }
    long cuts = Math.min(shards, examples);
    for (long cut = 0; cut < cuts; cut++) {
      long start = cut * examples / cuts;
      long end = (cut + 1) * examples / cuts;
      Batch shard = cuts == 1 ? batch : slice(batch, start, end);
      double share = (double) (end - start) / examples;
      work.add(() -> shard(backend, values, shard, share, factor, loss));
    }
    return sum(
        backend, team.run(work, failed -> failed.gradients().values().forEach(Tensor::close)));
  }

  private static Batch slice(Batch batch, long start, long end) {
    return new Batch(batch.inputs().slice(0, start, end), batch.targets().slice(0, start, end));
  }

  /** Its share of the loss, and gradients that belong to no scope. */
  private static Differentiated shard(
      Backend backend,
      Map<String, Tensor> values,
      Batch shard,
      double share,
      double factor,
      Loss loss) {
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> variables = new LinkedHashMap<>();
      values.forEach((name, value) -> variables.put(name, backend.variable(value)));
      Tensor mean = loss.of(variables, shard);
      Tensor scaled = factor * share == 1 ? mean : mean.mul(factor * share);
      Map<String, Tensor> gradients =
          backend.gradients(scaled, List.copyOf(variables.values())).byName(variables);
      double value = mean.item() * share;
      gradients.values().forEach(scope::release);
      return new Differentiated(value, gradients);
    }
  }

  /** In the order of the shards, so that every run rounds alike. */
  private static Differentiated sum(Backend backend, List<Differentiated> shards) {
    try (Scope scope = backend.openScope()) {
      double loss = 0;
      Map<String, Tensor> sums = new LinkedHashMap<>();
      shards.forEach(shard -> shard.gradients().values().forEach(scope::adopt));
      for (Differentiated shard : shards) {
        loss += shard.loss();
        shard.gradients().forEach((name, gradient) -> sums.merge(name, gradient, Tensor::add));
      }
      sums.values().forEach(scope::keep);
      return new Differentiated(loss, sums);
    }
  }

  @Override
  public void close() {
    team.close();
  }
}
