package org.logah.cli.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.logah.cli.training.DataSettings;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.HypernetworkPreset;
import org.logah.ghn.PretrainedHypernetwork;
import org.logah.models.Gpt2Config;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

/** What is impossible about a plan whose fields can be read. */
final class PlanProblems {
  /** Names are those of folders too. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._+-]*");

  private final Plan plan;
  private final List<String> found = new ArrayList<>();

  private PlanProblems(Plan plan) {
    this.plan = plan;
  }

  /** All problems, each in a sentence. */
  static List<String> of(Plan plan) {
    PlanProblems problems = new PlanProblems(plan);
    problems.data();
    problems.numbers();
    problems.names("network", plan.networks().stream().map(PlannedNetwork::name).toList());
    problems.names(
        "initialisation",
        plan.initialisations().stream().map(PlannedInitialisation::name).toList());
    plan.networks().forEach(problems::network);
    plan.initialisations().forEach(problems::initialisation);
    problems.references();
    return problems.found;
  }

  private void require(boolean condition, String problem, Object... values) {
    if (!condition) {
      found.add(problem.formatted(values));
    }
  }

  private void data() {
    DataSettings data = plan.data();
    found.addAll(data.problems());
    boolean images = data.family() == Family.VISION;
    require(
        images ? data.validationImages() > 0 : !data.validation().isEmpty(),
        "there is nothing to choose rates with; give data.%s",
        images ? "validationImages" : "validation, or --validation-data");
    require(
        images || !data.test().isEmpty(),
        "there is nothing to test with; give data.test, or --test-data");
    Stream.of(data.training(), data.validation(), data.test())
        .flatMap(List::stream)
        .forEach(file -> require(Files.exists(Path.of(file)), "there is no %s", file));
  }

  private void numbers() {
    require(plan.warmUpSteps() >= 0, "warmUpSteps is %d, below 0", plan.warmUpSteps());
    require(plan.weightDecay() >= 0, "weightDecay is %s, below 0", plan.weightDecay());
    require(
        plan.maxGradientNorm() > 0, "maxGradientNorm is %s, not above 0", plan.maxGradientNorm());
    require(
        plan.labelSmoothing() >= 0 && plan.labelSmoothing() < 1,
        "labelSmoothing is %s, not in [0, 1)",
        plan.labelSmoothing());
    distinct("seeds", plan.seeds());
    distinct("rateChoice.rates", plan.rateChoice().rates());
    plan.rateChoice()
        .rates()
        .forEach(rate -> require(rate > 0, "the learning rate %s is not above 0", rate));
    require(
        plan.rateChoice().steps() > 0,
        "rateChoice.steps is %d, not 1 or more",
        plan.rateChoice().steps());
  }

  private void distinct(String name, List<?> values) {
    require(!values.isEmpty(), "%s holds nothing; give at least one", name);
    require(
        values.stream().distinct().count() == values.size(),
        "%s holds a number twice: %s",
        name,
        values);
  }

  private void names(String kind, List<String> names) {
    require(!names.isEmpty(), "there is no %s; give at least one", kind);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      require(
          NAME.matcher(name).matches(),
          "the %s '%s' needs a name of letters, digits, blanks and . _ + -",
          kind,
          name);
      require(seen.add(name), "two are called %s: each %s needs its own name", name, kind);
    }
  }

  private void network(PlannedNetwork network) {
    ModelConfig model = network.model();
    boolean fits =
        plan.data().family() == Family.VISION
            ? model instanceof VisionTransformerConfig
            : model instanceof Gpt2Config;
    require(
        fits,
        "the network %s is a %s, but the data are for %s",
        network.name(),
        model.family(),
        plan.data().family());
    List<Long> budgets = network.budgets();
    boolean ascending = !budgets.isEmpty() && budgets.get(0) >= 0;
    for (int i = 1; i < budgets.size(); i++) {
      ascending &= budgets.get(i - 1) < budgets.get(i);
    }
    require(
        ascending,
        "the budgets of the network %s are %s, not steps from 0 on in ascending order",
        network.name(),
        budgets);
  }

  private void initialisation(PlannedInitialisation initialisation) {
    initialisation
        .start()
        .problems()
        .forEach(problem -> found.add(initialisation.name() + ": " + problem));
    String hypernetwork = initialisation.hypernetwork();
    require(
        hypernetwork == null || isLabel(hypernetwork) || Files.isRegularFile(Path.of(hypernetwork)),
        "%s: there is no hypernetwork %s, neither a file nor a shipped one nor a preset",
        initialisation.name(),
        hypernetwork);
  }

  private static boolean isLabel(String hypernetwork) {
    return PretrainedHypernetwork.of(hypernetwork).isPresent()
        || Stream.of(HypernetworkPreset.values())
            .anyMatch(each -> each.label().equals(hypernetwork));
  }

  private void references() {
    List<String> networks = plan.networks().stream().map(PlannedNetwork::name).toList();
    List<String> initialisations =
        plan.initialisations().stream().map(PlannedInitialisation::name).toList();
    String judge = plan.rateChoice().network();
    require(
        judge == null || networks.contains(judge),
        "rateChoice.network is %s, which is none of the networks",
        judge);
    Set<String> seen = new HashSet<>();
    for (Plan.Control control : plan.controls()) {
      String place =
          "the network %s, the initialisation %s, seed %d and %d steps"
              .formatted(
                  control.network(), control.initialisation(), control.seed(), control.steps());
      require(seen.add(place), "two controls are of %s; each needs its own", place);
      require(
          networks.contains(control.network())
              && initialisations.contains(control.initialisation()),
          "a control is of the network %s and the initialisation %s; both must be in the plan",
          control.network(),
          control.initialisation());
      require(
          control.steps() > 0 && control.warmUpSteps() >= 0,
          "a control has %d steps, %d of warm-up; give 1 or more, and 0 or more",
          control.steps(),
          control.warmUpSteps());
      require(
          control.learningRate() == null || control.learningRate() > 0,
          "a control has the learning rate %s, not above 0",
          control.learningRate());
    }
  }
}
