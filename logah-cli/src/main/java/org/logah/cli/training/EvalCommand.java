package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.StoredParameters;
import org.logah.cli.BackendArguments;
import org.logah.cli.ModelChoice;
import org.logah.cli.ModelFolder;
import org.logah.cli.ModelOverrides;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.models.Gpt2Config;
import org.logah.models.ModelConfig;
import org.logah.models.Overrides;
import org.logah.models.VisionTransformerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how good a model is, as it is stored or before any training. */
@Command(
    name = "eval",
    description = "Evaluates a stored model, or one that a hypernetwork predicts (zero-shot).",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  logah eval tuned/model --data cifar-10-batches-bin",
      "  logah eval my/config.json --ghn hypernetwork.safetensors --text test.txt --length 256",
      "  logah eval vits-small --diversity --ghn hypernetwork.safetensors --count 10"
    })
public final class EvalCommand implements Callable<Integer> {
  private static final int LONGEST_WINDOW = 1024;

  /** Each batch at a time takes the memory of its activations. */
  private static final int MOST_JOBS = 4;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER|MODEL|SET",
      description =
          "A folder with a model, a model's name, or a config.json; with --diversity a set of"
              + " architectures.")
  private String target;

  @Mixin private ModelOverrides overrides;
  @Mixin private StartArguments start;

  @Option(
      names = {"--data", "--text"},
      paramLabel = "PATH",
      split = ",",
      description = "An image set (CIFAR, IDX, folders, or a zip of one), or texts.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "test",
      description =
          "Of an image set: test, or validation for the images that training held out; test by"
              + " default.")
  private SupervisedData.Split split;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many images training held out; the others' statistics normalise all."
              + " ${DEFAULT-VALUE} by default.")
  private int validationImages;

  @Option(
      names = "--split-seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of the choice of these images; ${DEFAULT-VALUE} by default.")
  private long splitSeed;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Tokens of a window of text; the model's positions, at most 1024, without it.")
  private Optional<Integer> length = Optional.empty();

  @Option(
      names = "--most-tokens",
      paramLabel = "N",
      defaultValue = "0",
      description = "Evaluate with the first N tokens, about; 0 for all, as by default.")
  private long mostTokens;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of all that is drawn; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(
      names = "--diversity",
      description =
          "Instead how different the parameters of equal shape are, over the networks of a set.")
  private boolean diversity;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "10",
      description = "With --diversity: how many networks; ${DEFAULT-VALUE} by default.")
  private int count;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description =
          "Batches at a time, which changes no result; as many as there are processors, but no more"
              + " than 4, by default.")
  private int jobs = Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors());

  @Mixin private BackendArguments backendArguments;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (jobs < 1) {
      throw new InvalidInputException("--jobs is %d; give 1 or more".formatted(jobs));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (diversity) {
      out.println(ofSet());
      return 0;
    }
    boolean stored = Files.isDirectory(Path.of(target));
    if (stored && !start.given().isEmpty()) {
      throw new InvalidInputException(
          "%s is a stored model; --init, --ghn and the like belong to one that is not"
              .formatted(target));
    }
    if (stored && !overrides.chosen().equals(Overrides.NONE)) {
      throw new InvalidInputException(
          "%s is a stored model, of which nothing can be changed".formatted(target));
    }
    ModelConfig model =
        stored
            ? ModelFolder.open(Path.of(target)).layout().config()
            : ModelChoice.resolve(target, overrides.chosen(), Optional.empty()).config();
    Family family = FineTuningConfiguration.family(model);
    SupervisedData.Split part = family == Family.LANGUAGE ? SupervisedData.Split.TEST : split;
    PrintWriter err = spec.commandLine().getErr();
    try (TemporaryFolder tokens = TemporaryFolder.create();
        SupervisedData opened = open(model, family, tokens.path());
        Backend backend = backendArguments.openForShards(jobs, err)) {
      opened.requireFits(model);
      try (StoredParameters parameters = parameters(stored, model, backend, err)) {
        Evaluation evaluation =
            Evaluation.of(family, model.network(), parameters, opened.require(part), backend, jobs);
        out.println(json ? json(evaluation, part) : text(evaluation, part));
      }
    }
    return 0;
  }

  private StoredParameters parameters(
      boolean stored, ModelConfig model, Backend backend, PrintWriter err) throws IOException {
    if (stored) {
      return ModelFolder.open(Path.of(target)).load(backend);
    }
    return point().draw(model, backend, seed, err);
  }

  private StartingPoint point() {
    StartingPoint point = start.point();
    if (!point.problems().isEmpty()) {
      throw new InvalidInputException("evaluation: " + String.join("; ", point.problems()));
    }
    return point;
  }

  private SupervisedData open(ModelConfig model, Family family, Path tokens) throws IOException {
    boolean images = family == Family.VISION;
    int positions = model instanceof Gpt2Config gpt2 ? gpt2.positions() : 1;
    DataSettings settings =
        new DataSettings(
            family,
            images ? data : List.of(),
            List.of(),
            images ? List.of() : data,
            validationImages,
            splitSeed,
            1,
            length.orElse(Math.min(LONGEST_WINDOW, positions)),
            mostTokens);
    int imageSize = model instanceof VisionTransformerConfig vit ? vit.imageSize() : 0;
    return SupervisedData.open(settings, imageSize, tokens);
  }

  private String json(Evaluation evaluation, SupervisedData.Split part) {
    ObjectNode line =
        RunJson.object().put("model", target).put("split", part.name().toLowerCase(Locale.ROOT));
    if (!Files.isDirectory(Path.of(target))) {
      line.put("initialisation", start.point().text()).put("seed", seed);
    }
    evaluation.into(line);
    return line.toString();
  }

  private static String text(Evaluation evaluation, SupervisedData.Split part) {
    return String.format(
        Locale.ROOT,
        "%s on %,d targets of the %s data",
        evaluation.text(),
        evaluation.targets(),
        part.name().toLowerCase(Locale.ROOT));
  }

  private String ofSet() throws IOException {
    try (Backend backend = backendArguments.open(spec.commandLine().getErr())) {
      DiversityReport report =
          DiversityReport.of(target, count, point(), seed, backend, spec.commandLine().getErr());
      return json ? report.json() : report.text();
    }
  }
}
