package org.logah.cli.comparison;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.logah.api.InvalidInputException;

/** How far a comparison is: which cells are there, and which rates are chosen. Thread-safe. */
final class ComparisonProgress {
  private final Plan plan;
  private final Cells cells;

  /** Those at the beginning: a file may change later on. */
  private final Map<PlannedInitialisation, String> identities = new HashMap<>();

  private final Map<Job, String> fingerprints = new ConcurrentHashMap<>();

  /**
   * The progress of a plan.
   *
   * @param cells those that are there
   */
  ComparisonProgress(Plan plan, Cells cells) throws IOException {
    this.plan = plan;
    this.cells = cells;
    for (PlannedInitialisation initialisation : plan.initialisations()) {
      identities.put(initialisation, initialisation.identity());
    }
  }

  Plan plan() {
    return plan;
  }

  Cells cells() {
    return cells;
  }

  /** The fingerprint of a job whose rate is known. */
  String fingerprint(Job job) {
    return fingerprints.computeIfAbsent(
        job, each -> each.fingerprint(plan, identities.get(each.initialisation())));
  }

  /**
   * Checks that an initialisation still gives what it gave when the comparison began.
   *
   * @throws InvalidInputException if the file of its hypernetwork or its model is another one now
   */
  void requireUnchanged(PlannedInitialisation initialisation) throws IOException {
    if (!initialisation.identity().equals(identities.get(initialisation))) {
      throw new InvalidInputException(
          "what %s begins with has changed since the comparison began; compare a copy of a"
                  .formatted(initialisation.name())
              + " hypernetwork or model that is being trained");
    }
  }

  /**
   * A result of a job whose rate is known.
   *
   * @param part as in {@link Cell#part}
   */
  Optional<Cell> find(Job job, long budget, String part) {
    return cells.find(job, fingerprint(job), budget, part);
  }

  /** How many cells are those of other settings, and so belong to no job of the plan. */
  long strangers() {
    Set<String> known = new HashSet<>();
    for (Job job : Jobs.of(plan)) {
      ready(job).ifPresent(ready -> known.add(ready.name() + " " + fingerprint(ready)));
    }
    return cells.all().stream()
        .filter(cell -> !known.contains(cell.job() + " " + cell.fingerprint()))
        .count();
  }

  /** The trials of the rates of an initialisation on a network that are done. */
  List<Cell> trials(PlannedNetwork network, PlannedInitialisation initialisation) {
    List<Cell> found = new ArrayList<>();
    for (Job trial : Jobs.trials(plan, plan.judge(network), initialisation)) {
      find(trial, trial.steps(), Cell.WHOLE).ifPresent(found::add);
    }
    return found;
  }

  /** The rate of an initialisation on a network, once all are tried: that of the best trial. */
  Optional<Double> chosenRate(PlannedNetwork network, PlannedInitialisation initialisation) {
    List<Cell> trials = trials(network, initialisation);
    if (trials.size() < plan.rateChoice().rates().size()) {
      return Optional.empty();
    }
    Cell best = trials.get(0);
    for (Cell trial : trials) {
      if (trial.isBetterThan(best)) {
        best = trial;
      }
    }
    return Optional.of(best.learningRate());
  }

  /** A job with its rate, if that is known by now. */
  Optional<Job> ready(Job job) {
    return job.learningRate() != null
        ? Optional.of(job)
        : chosenRate(job.network(), job.initialisation()).map(job::withLearningRate);
  }

  /** Whether all cells of a job are there. */
  boolean isFinished(Job job) {
    Optional<Job> ready = ready(job);
    if (ready.isEmpty()) {
      return false;
    }
    return job.budgets().stream().allMatch(budget -> isEvaluated(ready.get(), budget));
  }

  /** Whether all cells of a job after some steps are there. */
  boolean isEvaluated(Job job, long budget) {
    return job.parts(plan.data()).stream().allMatch(part -> find(job, budget, part).isPresent());
  }
}
