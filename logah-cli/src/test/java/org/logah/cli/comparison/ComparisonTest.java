package org.logah.cli.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.InvalidInputException;
import org.logah.backend.javacpp.LibTorchBackend;
import org.logah.cli.training.SupervisedRun;

class ComparisonTest {
  @TempDir Path temporary;

  private static boolean never() {
    return false;
  }

  private Plan plan() {
    return PlanReader.read(TinyPlan.vision(temporary.resolve("images")), PlanOverrides.NONE);
  }

  /** One start of the program. */
  private static boolean run(
      Path folder, Plan plan, int atOnce, BooleanSupplier stop, String... only) throws IOException {
    ComparisonFolder opened = ComparisonFolder.open(folder);
    opened.write(plan);
    try (Backend backend = LibTorchBackend.open(new BackendOptions("cpu", 1))) {
      return run(opened, plan, atOnce, stop, backend, only);
    }
  }

  private static boolean run(
      ComparisonFolder folder,
      Plan plan,
      int atOnce,
      BooleanSupplier stop,
      Backend backend,
      String... only)
      throws IOException {
    try (Comparison comparison =
        new Comparison(
            folder,
            new ComparisonProgress(plan, folder.cells()),
            backend,
            new SupervisedRun.Rhythm(2, 2),
            new PrintWriter(new StringWriter()))) {
      return comparison.run(Jobs.selected(plan, JobFilter.of(List.of(only), plan)), atOnce, stop);
    }
  }

  /** The cells, but for how long they took, in an order of their own. */
  private static Set<String> cells(Path folder) throws IOException {
    Set<String> found = new TreeSet<>();
    for (Cell cell : ComparisonFolder.open(folder).cells().all()) {
      found.add(cell.toString().replaceAll("secondsPerStep=.*", ""));
    }
    return found;
  }

  private static Report report(Path folder, Plan plan) throws IOException {
    return Report.of(new ComparisonProgress(plan, ComparisonFolder.open(folder).cells()));
  }

  @Test
  void aQueueThatIsStoppedAgainAndAgainFindsTheSame() throws IOException {
    Plan plan = plan();
    Path whole = temporary.resolve("whole");
    assertThat(run(whole, plan, 2, ComparisonTest::never)).isTrue();
    // 6 trials, 6 runs of 3 budgets, 6 of 2, and the control.
    assertThat(cells(whole)).hasSize(6 + 18 + 12 + 1);
    assertThat(whole.resolve("jobs/run/small/random/seed 1/metrics.jsonl")).exists();
    assertThat(whole.resolve("jobs/run/small/random/seed 1/training.safetensors")).doesNotExist();

    Path stopped = temporary.resolve("stopped");
    assertThat(run(stopped, plan, 1, ComparisonTest::never, "initialisation=random", "kind=rate"))
        .isTrue();
    assertThat(cells(stopped)).hasSize(2);
    int[] calls = {0};
    assertThat(run(stopped, plan, 1, () -> calls[0]++ > 20, "network=small")).isFalse();
    try (Stream<Path> files = Files.walk(stopped)) {
      assertThat(files).anyMatch(each -> each.endsWith("training.safetensors"));
    }
    assertThat(report(stopped, plan).networks().get(1).rows().get(2).cells().get(0).mean())
        .isNull();
    // As a killed program leaves it.
    Path file = stopped.resolve("cells.jsonl");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 40));
    for (int i = 0; i < 4; i++) {
      int[] left = {15 + i};
      run(stopped, plan, 1, () -> left[0]-- <= 0);
    }
    assertThat(run(stopped, plan, 1, ComparisonTest::never)).isTrue();
    assertThat(cells(stopped)).isEqualTo(cells(whole));
    assertThat(Files.readString(stopped.resolve("report.md")))
        .isEqualTo(Files.readString(whole.resolve("report.md")))
        .doesNotContain("not run");
  }

  @Test
  void whenAJobFailsTheOthersSaveTheirState() throws IOException {
    ObjectNode json = TinyPlan.vision(temporary.resolve("images"));
    json.putArray("budgets").add(0).add(20_000);
    json.putArray("seeds").add(1);
    json.withObject("/rateChoice").putArray("rates").add(0.001);
    Plan plan = PlanReader.read(json, PlanOverrides.NONE);
    Path folder = temporary.resolve("comparison");
    assertThat(run(folder, plan, 1, ComparisonTest::never, "kind=rate")).isTrue();
    // A file in the place of the folder of the second run.
    Files.createDirectories(folder.resolve("jobs/run/small/mimetic"));
    Files.writeString(folder.resolve("jobs/run/small/mimetic/seed 1"), "");
    assertThatThrownBy(() -> run(folder, plan, 2, ComparisonTest::never, "network=small"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("a job failed");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).anyMatch(each -> each.endsWith("random/seed 1/training.safetensors"));
    }
  }

  @Test
  void theReportIsTheMeanOfTheCells() throws IOException {
    Plan plan = plan();
    Path folder = temporary.resolve("comparison");
    run(
        folder,
        plan,
        1,
        ComparisonTest::never,
        "network=small",
        "initialisation=mimetic",
        "seed=1");
    ComparisonPlot.write(ComparisonFolder.open(folder).plot(), report(folder, plan));
    assertThat(ImageIO.read(folder.resolve("plot.png").toFile())).isNotNull();
    Report.Row half = report(folder, plan).networks().get(0).rows().get(1);
    assertThat(half.cells())
        .allMatch(cell -> cell.results().size() == 1 && cell.deviation() == null);
    assertThat(Files.readString(folder.resolve("report.md")))
        .contains("(1 of 2 seeds)", "| random | not chosen | not run | not run | not run |");
    run(folder, plan, 1, ComparisonTest::never, "network=small", "initialisation=mimetic");
    List<Cell> cells = ComparisonFolder.open(folder).cells().all();
    Report.Row row = report(folder, plan).networks().get(0).rows().get(1);
    for (Report.TableCell each : row.cells()) {
      double[] results =
          cells.stream()
              .filter(cell -> cell.kind() == Job.Kind.RUN && cell.budget() == each.budget())
              .mapToDouble(cell -> 100 * cell.accuracy())
              .toArray();
      assertThat(results).hasSize(2);
      assertThat(each.mean()).isCloseTo((results[0] + results[1]) / 2, within(1e-9));
      assertThat(each.deviation())
          .isCloseTo(Math.abs(results[0] - results[1]) / Math.sqrt(2), within(1e-9));
    }
    Cell best =
        cells.stream()
            .filter(cell -> cell.kind() == Job.Kind.RATE)
            .reduce((first, second) -> second.isBetterThan(first) ? second : first)
            .orElseThrow();
    assertThat(best.split()).isEqualTo("VALIDATION");
    assertThat(row.learningRate()).isEqualTo(best.learningRate());
  }

  @Test
  void cellsOfOtherSettingsAreLeftOut() throws IOException {
    Path folder = temporary.resolve("comparison");
    run(folder, plan(), 1, ComparisonTest::never, "kind=rate", "initialisation=random");
    ObjectNode json = TinyPlan.vision(temporary.resolve("images"));
    json.putArray("seeds").add(1).add(2).add(3);
    Plan longer = PlanReader.read(json, PlanOverrides.NONE);
    assertThat(strangers(folder, longer)).isZero();
    json.put("weightDecay", 0.5);
    Plan other = PlanReader.read(json, PlanOverrides.NONE);
    assertThat(strangers(folder, other)).isEqualTo(2);
    assertThat(report(folder, other).networks().get(0).rows().get(0).trials()).isEmpty();
    ComparisonPlot.write(folder.resolve("plot.png"), report(folder, other));
    assertThat(folder.resolve("plot.png")).doesNotExist();
  }

  @Test
  void eachTextToTestWithHasResultsOfItsOwn() throws IOException {
    ObjectNode json = TinyPlan.language(temporary.resolve("texts"));
    Plan plan = PlanReader.read(json, PlanOverrides.NONE);
    Path folder = temporary.resolve("comparison");

    assertThat(run(folder, plan, 1, ComparisonTest::never)).isTrue();

    // 2 trials; 2 runs and 2 budgets, and the control, with 2 texts each.
    assertThat(cells(folder)).hasSize(2 + 8 + 2);
    Report report = report(folder, plan);
    assertThat(report.networks())
        .extracting(Report.NetworkTable::part)
        .containsExactly("test.txt", "other.txt");
    assertThat(perplexity(report, 0)).isNotEqualTo(perplexity(report, 1));
    assertThat(report.controls())
        .extracting(Report.ControlResult::title)
        .containsExactly("small on test.txt", "small on other.txt");
    assertThat(Files.readString(folder.resolve("report.md")))
        .contains("## small on test.txt", "## small on other.txt")
        .containsOnlyOnce("Learning rates for small")
        .doesNotContain("not run");

    Plan further = PlanReader.read(withoutFirstTest(json), PlanOverrides.NONE);
    assertThat(strangers(folder, further)).isZero();
    assertThat(report(folder, further).networks().get(0).rows())
        .isEqualTo(report.networks().get(1).rows());
  }

  private static Double perplexity(Report report, int table) {
    return report.networks().get(table).rows().get(0).cells().get(1).mean();
  }

  private static ObjectNode withoutFirstTest(ObjectNode json) {
    ObjectNode copy = json.deepCopy();
    copy.withObject("/data").withArray("test").remove(0);
    return copy;
  }

  @Test
  void textsToTestWithNeedNamesThatDiffer() throws IOException {
    ObjectNode json = TinyPlan.language(temporary.resolve("texts"));
    json.withObject("/data").withArray("test").add("elsewhere/other.txt");
    assertThatThrownBy(() -> PlanReader.read(json, PlanOverrides.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("test.txt, other.txt, other.txt");
  }

  private static long strangers(Path folder, Plan plan) throws IOException {
    return new ComparisonProgress(plan, ComparisonFolder.open(folder).cells()).strangers();
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("comparison"));
    ComparisonFolder.open(folder).write(plan());
    Files.writeString(folder.resolve("cells.jsonl"), "{\"job\": 1}\n");
    assertThatThrownBy(() -> ComparisonFolder.open(folder).cells())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cells.jsonl: line 1 is no result");
    plan();
    assertThatThrownBy(() -> ComparisonFolder.open(temporary.resolve("images")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no comparison");
  }
}
