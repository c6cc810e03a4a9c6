package org.logah.cli.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.logah.cli.training.SupervisedData.Split;

/**
 * What a comparison has found so far. Its JSON has the fields of these records.
 *
 * @param measure what the results are: test accuracy in percent, or test perplexity
 * @param higherIsBetter whether a better network has a higher result
 * @param plannedSeeds how many runs a cell is the mean of, once all are done
 * @param networks with their tables, one for each text to test with
 * @param controls the runs that are as long as the hypernetwork's training
 */
record Report(
    String measure,
    boolean higherIsBetter,
    int plannedSeeds,
    List<NetworkTable> networks,
    List<ControlResult> controls) {

  /**
   * The table of a network.
   *
   * @param part what it was tested with, see {@link Cell#part}
   */
  record NetworkTable(
      String name, String part, String model, long parameters, List<Long> budgets, List<Row> rows) {
    String title() {
      return titled(name, part);
    }
  }

  private static String titled(String network, String part) {
    return part.equals(Cell.WHOLE) ? network : "%s on %s".formatted(network, part);
  }

  /**
   * An initialisation in the table of a network.
   *
   * @param name of the initialisation
   * @param learningRate that was chosen; {@code null} if it is not yet
   * @param trials of rates on validation data
   * @param cells one for each budget
   */
  record Row(String name, Double learningRate, List<Trial> trials, List<TableCell> cells) {}

  /** What a rate gave on validation data. */
  record Trial(double learningRate, Double result) {}

  /**
   * The runs of an initialisation after some steps.
   *
   * @param budget the steps
   * @param results of each seed that is done; {@code null} where training diverged
   * @param mean of the results; {@code null} if there is none, or one diverged
   * @param deviation standard deviation; {@code null} for fewer than two results
   */
  record TableCell(long budget, List<SeedResult> results, Double mean, Double deviation) {}

  /**
   * The result of a seed.
   *
   * @param metrics the file of its losses, in the folder of the comparison
   */
  record SeedResult(long seed, Double result, Double loss, String metrics) {}

  /**
   * The result of a control; {@code null} if it is not done, or diverged.
   *
   * @param part what it was tested with, see {@link Cell#part}
   */
  record ControlResult(
      String network,
      String part,
      String initialisation,
      long seed,
      long steps,
      Double learningRate,
      Double result,
      boolean finished) {
    String title() {
      return titled(network, part);
    }
  }

  /** The report of a comparison as far as it is. */
  static Report of(ComparisonProgress progress) {
    Plan plan = progress.plan();
    boolean images = plan.networks().get(0).imageSize() > 0;
    return new Report(
        images ? "accuracy in percent" : "perplexity",
        images,
        plan.seeds().size(),
        plan.networks().stream().flatMap(network -> tables(progress, network)).toList(),
        Jobs.of(plan).stream()
            .filter(job -> job.kind() == Job.Kind.CONTROL)
            .flatMap(
                job -> job.parts(plan.data()).stream().map(part -> control(progress, job, part)))
            .toList());
  }

  private static Stream<NetworkTable> tables(ComparisonProgress progress, PlannedNetwork network) {
    Plan plan = progress.plan();
    Job any = Jobs.run(plan, network, plan.initialisations().get(0), plan.seeds().get(0));
    return any.parts(plan.data()).stream().map(part -> table(progress, network, part));
  }

  private static NetworkTable table(
      ComparisonProgress progress, PlannedNetwork network, String part) {
    return new NetworkTable(
        network.name(),
        part,
        network.model().toString(),
        network.model().parameterCount(),
        network.budgets(),
        progress.plan().initialisations().stream()
            .map(initialisation -> row(progress, network, initialisation, part))
            .toList());
  }

  private static Row row(
      ComparisonProgress progress,
      PlannedNetwork network,
      PlannedInitialisation initialisation,
      String part) {
    return new Row(
        initialisation.name(),
        progress.chosenRate(network, initialisation).orElse(null),
        progress.trials(network, initialisation).stream()
            .map(trial -> new Trial(trial.learningRate(), finite(trial.measure())))
            .toList(),
        network.budgets().stream()
            .map(budget -> cell(progress, network, initialisation, budget, part))
            .toList());
  }

  private static TableCell cell(
      ComparisonProgress progress,
      PlannedNetwork network,
      PlannedInitialisation initialisation,
      long budget,
      String part) {
    List<SeedResult> results = new ArrayList<>();
    List<Double> measures = new ArrayList<>();
    for (long seed : progress.plan().seeds()) {
      Job job = Jobs.run(progress.plan(), network, initialisation, seed);
      Optional<Cell> found =
          progress
              .ready(job)
              .flatMap(ready -> progress.find(ready, budget, part))
              .filter(Report::isTest);
      found.ifPresent(
          cell -> {
            measures.add(cell.measure());
            results.add(
                new SeedResult(
                    seed,
                    finite(cell.measure()),
                    cell.loss(),
                    "jobs/%s/metrics.jsonl".formatted(job.name())));
          });
    }
    if (measures.isEmpty()) {
      return new TableCell(budget, results, null, null);
    }
    Statistics statistics = Statistics.of(measures);
    Double deviation =
        statistics.deviation().isPresent() ? finite(statistics.deviation().getAsDouble()) : null;
    return new TableCell(budget, results, finite(statistics.mean()), deviation);
  }

  private static boolean isTest(Cell cell) {
    return cell.split().equals(Split.TEST.name());
  }

  private static ControlResult control(ComparisonProgress progress, Job job, String part) {
    Optional<Job> ready = progress.ready(job);
    Optional<Cell> cell = ready.flatMap(known -> progress.find(known, known.steps(), part));
    return new ControlResult(
        job.network().name(),
        part,
        job.initialisation().name(),
        job.seed(),
        job.steps(),
        ready.map(Job::learningRate).orElse(null),
        cell.map(found -> finite(found.measure())).orElse(null),
        cell.isPresent());
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
