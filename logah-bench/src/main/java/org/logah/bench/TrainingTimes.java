package org.logah.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.Network;
import org.logah.api.random.RandomStream;
import org.logah.api.training.AdamW;
import org.logah.api.training.Batch;
import org.logah.api.training.BatchSource;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.training.MetaTraining;
import org.logah.ghn.training.MetaTrainingSettings;
import org.logah.models.Gpt2Config;
import org.logah.models.VisionTransformerConfig;

/**
 * How long a step of meta-training takes for networks of the published sets, beside the published
 * program's time for the same network on two cores of another machine of this class.
 */
final class TrainingTimes {
  private static final int CLASSES = 10;
  private static final int VOCABULARY = 50_257;

  /** Of LoGAH-Tiny's decoder. */
  private static final long RANK = 32;

  /** Logits that are computed: the others repeat them. */
  private static final int DISTINCT_ROWS = 2048;

  /**
   * A network and its data.
   *
   * @param operations multiplications and additions of the network's products, forward and backward
   * @param published seconds of the published program's step
   */
  private record Target(
      String name,
      Family family,
      Network network,
      BatchSource batches,
      double operations,
      double published) {}

  private TrainingTimes() {}

  private static List<Target> targets() {
    return List.of(
        vision("ViT, 9 layers x 160, patch 2, 32 images", 9, 160, 4, 6.8),
        vision("ViT, 3 layers x 480, patch 2, 32 images", 3, 480, 6, 5.3),
        language("GPT-2, 6 layers x 128, 1024 tokens", 6, 128, 3.5),
        language("GPT-2, 3 layers x 256, 1024 tokens", 3, 256, 5.5));
  }

  private static Target vision(String name, int layers, int width, int heads, double published) {
    Network network =
        new VisionTransformerConfig(32, 2, layers, heads, width, 4 * width, CLASSES).network();
    float[] pixels =
        new InitialDistribution.Uniform(1).draw(RandomStream.named(0, name), 32 * 3 * 32 * 32);
    long[] targets = new long[32];
    Arrays.setAll(targets, i -> i % CLASSES);
    return new Target(
        name,
        Family.VISION,
        network,
        (backend, index) ->
            new Batch(backend.tensor(pixels, 32, 3, 32, 32), backend.tensor(targets, 32)),
        operations(layers, width, 32, 16 * 16 + 1, 16 * 16 + 1),
        published);
  }

  private static Target language(String name, int layers, int width, double published) {
    Network network = new Gpt2Config(VOCABULARY, 1024, width, layers, 8).network();
    RandomStream random = RandomStream.named(0, name);
    long[] tokens = new long[1024];
    Arrays.setAll(tokens, i -> random.integer(i, VOCABULARY));
    return new Target(
        name,
        Family.LANGUAGE,
        network,
        (backend, index) -> {
          Tensor all = backend.tensor(tokens, 1, 1024);
          return new Batch(all, all);
        },
        operations(layers, width, 1, 1024, 512)
            + 6.0 * 1024 * multiplications(DISTINCT_ROWS, width),
        published);
  }

  /**
   * Of the blocks: three times the forward pass.
   *
   * @param attended tokens that a token attends to, on average
   */
  private static double operations(int layers, int width, int sequences, int tokens, int attended) {
    double weights =
        multiplications(width, 3L * width)
            + multiplications(width, width)
            + 2 * multiplications(width, 4L * width);
    double attention = 2.0 * attended * width;
    return 6.0 * layers * sequences * tokens * (weights + attention);
  }

  /** Of a product of a vector and a predicted matrix, by its factors where these take less. */
  private static double multiplications(long rows, long columns) {
    return Math.min(rows * columns, RANK * (rows + columns));
  }

  /**
   * Trains LoGAH-Tiny for a few steps on each network and prints a Markdown table.
   *
   * @param steps how many are timed, after two that are not
   * @param shards into which a batch is cut
   * @param precision of products; the peak is that of full precision all the same
   * @param only what the names of the networks must hold
   * @throws InvalidInputException if no network's does
   * @throws IOException if the system does not tell the memory of a process
   */
  static void print(
      String backendName, int steps, int shards, Precision precision, String only, PrintStream out)
      throws IOException {
    List<Target> targets = targets().stream().filter(own -> own.name().contains(only)).toList();
    if (targets.isEmpty()) {
      throw new InvalidInputException(
          "no network's name has \"%s\" in it; they are %s"
              .formatted(
                  only, targets().stream().map(Target::name).collect(Collectors.joining("; "))));
    }
    BackendOptions options = new BackendOptions("cpu", shards == 1 ? 0 : 1);
    double peak;
    try (Backend full = Backends.open(backendName, options)) {
      peak = MachineRates.productRate(full, shards);
    }
    try (Backend plain = Backends.open(backendName, options.withPrecision(precision))) {
      Backend backend = Backends.differentiable(plain);
      out.printf(
          Locale.ROOT,
          "Peak of 32-bit matrix products, %2$d at a time: %3$.0f GFLOP/s; on %1$s, shares of it by the"
              + " network's products alone, by median%n%n",
          backend.name(),
          shards,
          peak / 1e9);
      out.println(
          "| network | median s a step | least | share of peak | published program, s | ratio |\n"
              + "|---|---|---|---|---|---|");
      for (Target target : targets) {
        double[] seconds = seconds(target, steps, shards, backend);
        double median = seconds[seconds.length / 2];
        out.printf(
            Locale.ROOT,
            "| %s | %.3f | %.3f | %.0f %% | %.1f | %.1f |%n",
            target.name(),
            median,
            seconds[0],
            100 * target.operations() / median / peak,
            target.published(),
            target.published() / median);
      }
    }
    out.printf(
        Locale.ROOT, "%nMost memory of this process: %.1f GB%n", ProcessMemory.PEAK.bytes() / 1e9);
  }

  private static double[] seconds(Target target, int steps, int shards, Backend backend) {
    HypernetworkConfig config = HypernetworkPreset.TINY.config(target.family(), CLASSES);
    MetaTrainingSettings settings =
        new MetaTrainingSettings(1, 3e-5, AdamW.LOGAH, 0, 1, 1, shards, 0);
    try (MetaTraining training =
        MetaTraining.begin(
            config,
            MetaTraining.initial(config, settings, backend),
            settings,
            step -> 1e-4,
            index -> target.network(),
            target.batches(),
            backend)) {
      training.step();
      training.step();
      return sorted(steps, () -> training.step().number());
    }
  }

  private static double[] sorted(int count, LongSupplier work) {
    double[] seconds = new double[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      long result = work.getAsLong();
      seconds[i] = (System.nanoTime() - start) / 1e9;
      if (result < 0) {
        throw new IllegalStateException("nothing was done");
      }
    }
    Arrays.sort(seconds);
    return seconds;
  }
}
