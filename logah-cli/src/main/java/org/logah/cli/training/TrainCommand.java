package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.cli.BackendArguments;
import org.logah.cli.Interruption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Meta-trains a hypernetwork. */
@Command(
    name = "train",
    description = "Meta-trains a hypernetwork on architectures and data.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Recipes: small-vision and small-language for two processor cores, paper-vision and",
      "paper-language as published. An option takes the place of what the recipe says.",
      "",
      "Examples:",
      "  logah train --recipe small-vision --data cifar-10-batches-bin --out run",
      "  logah train --recipe small-vision --data fashion-mnist --patch-size 7 --out run",
      "  logah train --recipe small-language --data a.txt,b.txt --steps 20000 --out run",
      "  logah train --resume run"
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--recipe", paramLabel = "NAME", description = "Settings to begin with.")
  private String recipe;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      split = ",",
      description = "An image set (CIFAR, IDX, folders, or a zip of one), or texts.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--validation-data",
      paramLabel = "FILE",
      split = ",",
      description = "Texts to validate with.")
  private List<String> validationData = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of a new run.")
  private Path out;

  @Option(names = "--resume", paramLabel = "DIR", description = "Goes on with the run in a folder.")
  private Path resume;

  @Mixin private TrainingArguments arguments;

  @Option(
      names = "--log-every",
      paramLabel = "STEPS",
      description = "Steps between lines of metrics; 100 by default, in short runs fewer.")
  private Long logEvery;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      defaultValue = "500",
      description = "Steps between checkpoints; ${DEFAULT-VALUE} by default.")
  private long checkpointEvery;

  @Option(
      names = "--validate-every",
      paramLabel = "STEPS",
      description =
          "Steps between trials on held-out networks, 2000 by default, in short runs fewer; the last"
              + " step is followed by one as well; 0 for none.")
  private Long validateEvery;

  @Mixin private BackendArguments backendArguments;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (Interruption interruption = new Interruption()) {
      RunFolder folder = folder();
      TrainingConfiguration configuration = folder.configuration();
      try (Backend backend = backendArguments.open(err)) {
        open(folder, configuration, backend).run(interruption);
      }
      spec.commandLine().getOut().println(folder.hypernetwork());
      return 0;
    }
  }

  private TrainingRun open(RunFolder folder, TrainingConfiguration configuration, Backend backend)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      TrainingRun.Rhythm rhythm =
          TrainingRun.Rhythm.of(configuration.steps(), logEvery, checkpointEvery, validateEvery);
      SupervisedData opened = SupervisedData.open(configuration.dataSettings(), 0, folder.tokens());
      TrainingRun run = new TrainingRun(folder, configuration, opened, backend, rhythm, err);
      err.printf(
          Locale.ROOT,
          "%,d %s to train on, %d steps an epoch; the course is drawn in %s%n",
          opened.examples(),
          opened.unit(),
          opened.stepsPerEpoch(),
          folder.path().resolve("report.html"));
      return run;
    } catch (InvalidInputException | IOException e) {
      if (out != null) {
        folder.giveUp();
      }
      throw e;
    }
  }

  private RunFolder folder() throws IOException {
    if ((out == null) == (resume == null)) {
      throw new InvalidInputException("give either --out for a new run, or --resume");
    }
    if (resume != null) {
      if (recipe != null || !data.isEmpty() || arguments.isAnyGiven()) {
        throw new InvalidInputException(
            "a run goes on with the settings it has; leave --recipe, --data and the like out");
      }
      return RunFolder.open(resume);
    }
    if (recipe == null) {
      throw new InvalidInputException(
          "no recipe is given; choose one of " + TrainingRecipe.names());
    }
    ObjectNode settings = TrainingRecipe.get(recipe);
    arguments.into(settings);
    ArrayNode names = settings.putArray("data");
    data.forEach(name -> names.add(Path.of(name).toAbsolutePath().toString()));
    ArrayNode validation = settings.putArray("validationData");
    validationData.forEach(name -> validation.add(Path.of(name).toAbsolutePath().toString()));
    return RunFolder.create(out, RunJson.value(settings, TrainingConfiguration.class));
  }
}
