package org.logah.cli.comparison;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.logah.cli.training.ContentHash;
import org.logah.cli.training.DataSettings;
import org.logah.cli.training.RunJson;
import org.logah.cli.training.Schedule;
import org.logah.cli.training.SupervisedData.Split;
import org.logah.ghn.HypernetworkConfig.Family;

/**
 * One run of training, evaluated after some of its steps.
 *
 * @param kind what it is for
 * @param network that is trained
 * @param initialisation that it begins with
 * @param seed of what is drawn and of the order of the data
 * @param learningRate its highest; {@code null} for the one that is chosen for the initialisation
 * @param schedule of the learning rate
 * @param warmUpSteps in which it grows
 * @param budgets the steps after which it is evaluated, ascending
 */
record Job(
    Kind kind,
    PlannedNetwork network,
    PlannedInitialisation initialisation,
    long seed,
    Double learningRate,
    Schedule schedule,
    long warmUpSteps,
    List<Long> budgets) {
  /** What a job is for. */
  enum Kind {
    /** Tries a learning rate on validation data. */
    RATE,
    /** Gives results. */
    RUN,
    /** Trains for as long as a hypernetwork was. */
    CONTROL
  }

  long steps() {
    return budgets.get(budgets.size() - 1);
  }

  Split split() {
    return kind == Kind.RATE ? Split.VALIDATION : Split.TEST;
  }

  /** What it is evaluated with after each budget, by the names of {@link Cell#part}. */
  List<String> parts(DataSettings data) {
    boolean texts = split() == Split.TEST && data.family() == Family.LANGUAGE;
    return texts ? data.testNames() : List.of(Cell.WHOLE);
  }

  /** Unique among the jobs of a plan; also its folder. */
  String name() {
    String start =
        "%s/%s/%s/seed %d"
            .formatted(
                kind.name().toLowerCase(Locale.ROOT), network.name(), initialisation.name(), seed);
    return switch (kind) {
      case RUN -> start;
      case RATE -> "%s rate %s".formatted(start, learningRate);
      case CONTROL -> "%s steps %d".formatted(start, steps());
    };
  }

  Path folder(Path comparison) {
    return comparison.resolve("jobs").resolve(name());
  }

  /** This job where the rate is chosen. */
  Job withLearningRate(double chosen) {
    return new Job(kind, network, initialisation, seed, chosen, schedule, warmUpSteps, budgets);
  }

  /**
   * What fixes the results, in a hash: a plan may get further seeds, networks or budgets and keep
   * them, but with another batch size, say, they are others.
   *
   * @param identity of the initialisation, see {@link PlannedInitialisation#identity}
   */
  String fingerprint(Plan plan, String identity) {
    DataSettings data = plan.data();
    ObjectNode fixed = RunJson.of(data);
    // Where a file lies does not matter.
    fixed.set("training", RunJson.tree(DataSettings.names(data.training())));
    fixed.set("validation", RunJson.tree(DataSettings.names(data.validation())));
    // Each text to test with has cells of its own.
    fixed.putArray("test");
    fixed.put("weightDecay", plan.weightDecay()).put("maxGradientNorm", plan.maxGradientNorm());
    fixed.put("labelSmoothing", plan.labelSmoothing());
    fixed.set("network", network.config());
    fixed.put("initialisation", identity).put("seed", seed);
    fixed.put("learningRate", learningRate).put("schedule", schedule.name());
    fixed.put("warmUpSteps", warmUpSteps).put("split", split().name());
    if (schedule != Schedule.CONSTANT) {
      fixed.put("steps", steps());
    }
    return ContentHash.of(fixed.toString());
  }
}
