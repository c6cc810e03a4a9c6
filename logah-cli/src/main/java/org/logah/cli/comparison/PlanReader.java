package org.logah.cli.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.cli.training.DataSettings;
import org.logah.cli.training.RunJson;
import org.logah.cli.training.Schedule;
import org.logah.cli.training.StartingPoint;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.ModelConfig;
import org.logah.models.architectures.ArchitectureCatalog;
import org.logah.models.architectures.ArchitectureFile;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.architectures.HeldOutArchitecture;
import org.logah.models.layout.Layout;

/** Reads a plan and tells all that is wrong with it at once. */
final class PlanReader {
  private final List<String> problems = new ArrayList<>();
  private final PlanOverrides overrides;

  private PlanReader(PlanOverrides overrides) {
    this.overrides = overrides;
  }

  /**
   * Reads the plan in a file.
   *
   * @throws InvalidInputException naming everything that is missing, unknown or impossible
   */
  static Plan read(Path file, PlanOverrides overrides) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("there is no plan " + file);
    }
    try {
      return read(RunJson.object(Files.readString(file)), overrides);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a plan.
   *
   * @throws InvalidInputException naming everything that is missing, unknown or impossible
   */
  static Plan read(ObjectNode json, PlanOverrides overrides) {
    PlanReader reader = new PlanReader(overrides);
    Plan plan = reader.plan(new PlanFields(json, "", reader.problems));
    if (reader.problems.isEmpty()) {
      reader.problems.addAll(PlanProblems.of(plan));
    }
    if (!reader.problems.isEmpty()) {
      throw new InvalidInputException("plan: " + String.join("; ", reader.problems));
    }
    return plan;
  }

  private Plan plan(PlanFields fields) {
    List<Long> budgets = fields.wholes("budgets");
    Plan plan =
        new Plan(
            data(fields),
            fields.whole("warmUpSteps", 0L),
            fields.number("weightDecay", 1e-2),
            fields.number("maxGradientNorm", 5.0),
            fields.number("labelSmoothing", 0.0),
            fields.wholes("seeds"),
            rateChoice(fields),
            fields.objects("networks").stream()
                .flatMap(each -> network(each, budgets).stream())
                .toList(),
            fields.objects("initialisations").stream().map(this::initialisation).toList(),
            fields.objects("controls").stream().map(PlanReader::control).toList());
    fields.refuseOthers();
    return plan;
  }

  private DataSettings data(PlanFields plan) {
    plan.require("data");
    PlanFields fields =
        plan.object("data")
            .orElseGet(() -> new PlanFields(RunJson.object(), "data", new ArrayList<>()));
    fields.require("family");
    DataSettings settings =
        new DataSettings(
            constant(fields, "family", Family.VISION),
            files(fields, "training", overrides.training()),
            files(fields, "validation", overrides.validation()),
            files(fields, "test", overrides.test()),
            fields.small("validationImages", 0),
            fields.whole("splitSeed", 0L),
            fields.small("batch", 64),
            fields.small("length", 1),
            fields.whole("evaluationTargets", 0L));
    fields.refuseOthers();
    return settings;
  }

  private static List<String> files(PlanFields fields, String name, List<String> given) {
    List<String> named = fields.texts(name);
    return (given.isEmpty() ? named : given)
        .stream().map(file -> Path.of(file).toAbsolutePath().toString()).toList();
  }

  private static <E extends Enum<E>> E constant(PlanFields fields, String name, E otherwise) {
    String text = fields.text(name, otherwise.name());
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      if (constant.name().equals(text.toUpperCase(Locale.ROOT))) {
        return constant;
      }
    }
    fields.problem(
        name,
        "is %s, not one of %s"
            .formatted(text, List.of(otherwise.getDeclaringClass().getEnumConstants()).toString()));
    return otherwise;
  }

  private static Plan.RateChoice rateChoice(PlanFields plan) {
    plan.require("rateChoice");
    return plan.object("rateChoice")
        .map(
            fields -> {
              Plan.RateChoice choice =
                  new Plan.RateChoice(
                      fields.numbers("rates"),
                      fields.whole("steps", 500L),
                      fields.whole("seed", 0L),
                      fields.text("network", null));
              fields.refuseOthers();
              return choice;
            })
        .orElseGet(() -> new Plan.RateChoice(List.of(), 1, 0, null));
  }

  private Optional<PlannedNetwork> network(PlanFields fields, List<Long> budgets) {
    fields.require("name");
    String name = fields.text("name", "");
    List<Long> own = fields.has("budgets") ? fields.wholes("budgets") : budgets;
    Optional<JsonNode> config = Optional.empty();
    try {
      config = Optional.of(config(fields));
    } catch (InvalidInputException e) {
      fields.problem("config", "describes no network: " + e.getMessage());
    }
    fields.refuseOthers();
    return config.map(found -> new PlannedNetwork(name, found, own));
  }

  private static JsonNode config(PlanFields fields) {
    String set = fields.text("set", null);
    int layers = fields.small("layers", 0);
    int width = fields.small("width", 0);
    Optional<ObjectNode> given = fields.json("config");
    if (given.isPresent() == (set != null)) {
      throw new InvalidInputException("give either a config, or a set with layers and width");
    }
    if (given.isPresent()) {
      Layout.fromConfigJson(given.get().toString());
      return given.get();
    }
    List<HeldOutArchitecture> heldOut =
        ArchitectureCatalog.get(set, ArchitectureSettings.NONE, 0).heldOut();
    List<ModelConfig> found =
        heldOut.stream()
            .map(HeldOutArchitecture::config)
            .filter(each -> each.layers() == layers && each.width() == width)
            .toList();
    if (found.size() != 1) {
      throw new InvalidInputException(
          "%s holds out %d networks of %d layers and width %d; those it holds out are %s"
              .formatted(
                  set,
                  found.size(),
                  layers,
                  width,
                  heldOut.stream()
                      .map(each -> each.config().layers() + " x " + each.config().width())
                      .toList()));
    }
    return RunJson.object(ArchitectureFile.line(found.get(0)));
  }

  private PlannedInitialisation initialisation(PlanFields fields) {
    fields.require("name");
    fields.require("kind");
    String kind = StartingPoint.absolute(fields.text("kind", "random"));
    String hypernetwork = fields.text("hypernetwork", null);
    if (kind.equals(StartingPoint.PREDICTED) && hypernetwork == null) {
      hypernetwork = overrides.hypernetwork();
      if (hypernetwork == null) {
        fields.problem("hypernetwork", "is missing; name a file or preset here, or by --ghn");
      }
    }
    int widenFrom = fields.small("widenFrom", 0);
    PlannedInitialisation initialisation =
        new PlannedInitialisation(
            fields.text("name", ""),
            kind,
            StartingPoint.absolute(hypernetwork),
            fields.number("noise", StartingPoint.usualNoise(widenFrom)),
            fields.small("cutoff", 0),
            fields.flag("newHead"),
            widenFrom);
    fields.refuseOthers();
    return initialisation;
  }

  private static Plan.Control control(PlanFields fields) {
    fields.require("network");
    fields.require("initialisation");
    fields.require("steps");
    Plan.Control control =
        new Plan.Control(
            fields.text("network", ""),
            fields.text("initialisation", ""),
            fields.whole("seed", 0L),
            fields.whole("steps", 1L),
            constant(fields, "schedule", Schedule.COSINE),
            fields.number("learningRate", null),
            fields.whole("warmUpSteps", 0L));
    fields.refuseOthers();
    return control;
  }
}
