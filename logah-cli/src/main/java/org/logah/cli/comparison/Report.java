package org.logah.cli.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.logah.cli.training.SupervisedData.Split;

/**
 * What a comparison has found so far. Its JSON has the fields of these records.
 *
 * @param measure what the results are: test accuracy in percent, or test perplexity
 * @param higherIsBetter whether a better network has a higher result
 * @param plannedSeeds how many runs a cell is the mean of, once all are done
 * @param networks with their tables
 * @param controls the runs that are as long as the hypernetwork's training
 */
record Report(
    String measure,
    boolean higherIsBetter,
    int plannedSeeds,
    List<NetworkTable> networks,
    List<ControlResult> controls) {

  /** The table of a network. */
  record NetworkTable(
      String name, String model, long parameters, List<Long> budgets, List<Row> rows) {}

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

  /** The result of a control; {@code null} if it is not done, or diverged. */
  record ControlResult(
      String network,
      String initialisation,
      long seed,
      long steps,
      Double learningRate,
      Double result,
      boolean finished) {}

  /** The report of a comparison as far as it is. */
  static Report of(ComparisonProgress progress) {
    Plan plan = progress.plan();
    boolean images = plan.networks().get(0).imageSize() > 0;
    return new Report(
        images ? "accuracy in percent" : "perplexity",
        images,
        plan.seeds().size(),
        plan.networks().stream().map(network -> table(progress, network)).toList(),
        Jobs.of(plan).stream()
            .filter(job -> job.kind() == Job.Kind.CONTROL)
            .map(job -> control(progress, job))
            .toList());
  }

  private static NetworkTable table(ComparisonProgress progress, PlannedNetwork network) {
    return new NetworkTable(
        network.name(),
        network.model().toString(),
        network.model().parameterCount(),
        network.budgets(),
        progress.plan().initialisations().stream()
            .map(initialisation -> row(progress, network, initialisation))
            .toList());
  }

  private static Row row(
      ComparisonProgress progress, PlannedNetwork network, PlannedInitialisation initialisation) {
    return new Row(
        initialisation.name(),
        progress.chosenRate(network, initialisation).orElse(null),
        progress.trials(network, initialisation).stream()
            .map(trial -> new Trial(trial.learningRate(), finite(trial.measure())))
            .toList(),
        network.budgets().stream()
            .map(budget -> cell(progress, network, initialisation, budget))
            .toList());
  }

  private static TableCell cell(
      ComparisonProgress progress,
      PlannedNetwork network,
      PlannedInitialisation initialisation,
      long budget) {
    List<SeedResult> results = new ArrayList<>();
    List<Double> measures = new ArrayList<>();
    for (long seed : progress.plan().seeds()) {
      Job job = Jobs.run(progress.plan(), network, initialisation, seed);
      Optional<Cell> found =
          progress.ready(job).flatMap(ready -> progress.find(ready, budget)).filter(Report::isTest);
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

  private static ControlResult control(ComparisonProgress progress, Job job) {
    Optional<Job> ready = progress.ready(job);
    Optional<Cell> cell = ready.flatMap(known -> progress.find(known, known.steps()));
    return new ControlResult(
        job.network().name(),
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
