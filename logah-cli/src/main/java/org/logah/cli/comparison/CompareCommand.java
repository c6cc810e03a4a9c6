package org.logah.cli.comparison;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.cli.BackendArguments;
import org.logah.cli.Interruption;
import org.logah.cli.report.PlotException;
import org.logah.cli.training.RhythmArguments;
import org.logah.cli.training.RunJson;
import org.logah.cli.training.SupervisedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares initialisations. */
@Command(
    name = "compare",
    description = "Compares initialisations under equal budgets, as a queue of jobs.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A plan says what is compared, see docs/finetuning.md. A comparison that was stopped goes on",
      "with the same command, or with --out alone.",
      "",
      "Examples:",
      "  logah compare docs/plans/vision.json --data cifar-10-batches-bin \\",
      "    --ghn hypernetwork.safetensors --out comparison",
      "  logah compare --out comparison --only network=pair --jobs 2",
      "  logah compare --out comparison --report"
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PLAN",
      arity = "0..1",
      description = "A file in JSON; without it the plan of the comparison in the folder.")
  private Optional<Path> plan = Optional.empty();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the comparison.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      split = ",",
      description = "In place of the plan's: an image set, or texts to train on.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--validation-data",
      paramLabel = "FILE",
      split = ",",
      description = "In place of the plan's: texts to choose rates with.")
  private List<String> validationData = new ArrayList<>();

  @Option(
      names = "--test-data",
      paramLabel = "FILE",
      split = ",",
      description = "In place of the plan's: texts to test with, each by itself.")
  private List<String> testData = new ArrayList<>();

  @Option(
      names = "--ghn",
      paramLabel = "FILE",
      description = "The hypernetwork of the initialisations of kind ghn that name none.")
  private String hypernetwork;

  @Option(
      names = "--only",
      paramLabel = "KEY=VALUE",
      description =
          "Only jobs of this network, initialisation, seed or kind (rate, run, control), and those"
              + " that choose rates for them; may be given several times.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--dry-run", description = "List the jobs with the time they take, about.")
  private boolean dryRun;

  @Option(names = "--report", description = "Write the report of what is done, and print it.")
  private boolean report;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Jobs at a time, ${DEFAULT-VALUE} by default; with more give --threads, so that together"
              + " they have as many as there are processors.")
  private int jobs;

  @Mixin private RhythmArguments rhythmArguments;

  @Mixin private BackendArguments backendArguments;

  @Option(names = "--json", description = "Print the report or the list of jobs as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    SupervisedRun.Rhythm rhythm = rhythmArguments.rhythm(RhythmArguments.LOG_EVERY);
    if (jobs < 1) {
      throw new InvalidInputException("--jobs is %d; give 1 or more".formatted(jobs));
    }
    try (Interruption interruption = new Interruption()) {
      ComparisonFolder folder = ComparisonFolder.open(out);
      Plan read = plan(folder);
      List<Job> chosen = Jobs.selected(read, JobFilter.of(only, read));
      ComparisonProgress progress = new ComparisonProgress(read, folder.cells());
      tellOfStrangers(progress, err);
      if (report) {
        Files.createDirectories(out);
        print(folder, progress);
        return 0;
      }
      try (Backend backend = backendArguments.open(err)) {
        if (dryRun) {
          spec.commandLine().getOut().println(list(chosen, progress, backend));
          return 0;
        }
        try (Comparison comparison = new Comparison(folder, progress, backend, rhythm, err)) {
          folder.write(read);
          if (!comparison.run(chosen, jobs, interruption::isRequested)) {
            err.printf("stopped; `logah compare --out %s` goes on%n", out);
          }
        }
      }
      print(folder, progress);
      return 0;
    }
  }

  private Plan plan(ComparisonFolder folder) throws IOException {
    PlanOverrides overrides = new PlanOverrides(data, validationData, testData, hypernetwork);
    if (plan.isEmpty() && !Files.exists(folder.plan())) {
      throw new InvalidInputException(
          "%s holds no comparison yet; give a plan".formatted(folder.path()));
    }
    return PlanReader.read(plan.orElse(folder.plan()), overrides);
  }

  private static void tellOfStrangers(ComparisonProgress progress, PrintWriter err) {
    long strangers = progress.strangers();
    if (strangers > 0) {
      err.printf(
          Locale.ROOT,
          "%,d results in the folder are of other settings or data than the plan's, and are left"
              + " out%n",
          strangers);
    }
  }

  private void print(ComparisonFolder folder, ComparisonProgress progress) throws IOException {
    Report current = Report.of(progress);
    folder.write(current);
    try {
      ComparisonPlot.write(folder.plot(), current);
    } catch (PlotException e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
    spec.commandLine()
        .getOut()
        .println(json ? RunJson.tree(current).toString() : MarkdownReport.of(current));
  }

  private String list(List<Job> chosen, ComparisonProgress progress, Backend backend) {
    JobEstimate estimate = JobEstimate.of(progress, backend);
    ArrayNode lines = RunJson.object().putArray("jobs");
    StringBuilder text = new StringBuilder();
    double left = 0;
    for (Job job : chosen) {
      boolean finished = progress.isFinished(job);
      double seconds = finished ? 0 : estimate.seconds(job);
      left += seconds;
      lines
          .addObject()
          .put("job", job.name())
          .put("steps", job.steps())
          .put("finished", finished)
          .put("seconds", Math.round(seconds));
      text.append(
          String.format(
              Locale.ROOT, "%-9s  %s%n", finished ? "finished" : time(seconds), job.name()));
    }
    text.append(
        String.format(
            Locale.ROOT, "%-9s  %d jobs, evaluations not counted", time(left), chosen.size()));
    return json ? lines.toString() : text.toString();
  }

  private static String time(double seconds) {
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
