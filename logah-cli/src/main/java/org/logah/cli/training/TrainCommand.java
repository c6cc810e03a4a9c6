package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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
  private static final long LONGEST_UNTRIED = 2000;

  @Spec private CommandSpec spec;

  @Option(names = "--recipe", paramLabel = "NAME", description = "Settings to begin with.")
  private String recipe;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of a new run.")
  private Path out;

  @Option(names = "--resume", paramLabel = "DIR", description = "Goes on with the run in a folder.")
  private Path resume;

  @Mixin private TrainingArguments arguments;

  @Mixin private RhythmArguments rhythmArguments;
  @Mixin private ValidationArguments validationArguments;
  @Mixin private BackendArguments backendArguments;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    try (Interruption interruption = new Interruption()) {
      RunFolder folder = folder();
      TrainingConfiguration configuration = folder.configuration();
      try (Backend backend = backendArguments.openForShards(configuration.shards(), err);
          TrainingRun run = open(folder, configuration, backend)) {
        run.run(interruption);
      } catch (IOException | RuntimeException e) {
        if (out != null) {
          folder.giveUp();
        }
        throw e;
      }
      spec.commandLine().getOut().println(folder.hypernetwork());
      return 0;
    }
  }

  private TrainingRun open(RunFolder folder, TrainingConfiguration configuration, Backend backend)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    long steps = configuration.steps();
    SupervisedRun.Rhythm rhythm =
        rhythmArguments.rhythm(Math.max(1, Math.min(RhythmArguments.LOG_EVERY, steps / 20)));
    long validateEvery =
        validationArguments.every(Math.max(500, Math.min(LONGEST_UNTRIED, steps / 5)));
    SupervisedData opened = SupervisedData.open(configuration.dataSettings(), 0, folder.tokens());
    TrainingRun run =
        new TrainingRun(folder, configuration, opened, backend, rhythm, validateEvery, err);
    err.printf(
        Locale.ROOT,
        "%,d %s to train on, %d steps an epoch; the course is drawn in %s%n",
        opened.examples(),
        opened.unit(),
        opened.stepsPerEpoch(),
        folder.path().resolve("report.html"));
    return run;
  }

  private RunFolder folder() throws IOException {
    if ((out == null) == (resume == null)) {
      throw new InvalidInputException("give either --out for a new run, or --resume");
    }
    if (resume != null) {
      if (recipe != null || arguments.isAnyGiven()) {
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
    return RunFolder.create(out, RunJson.value(settings, TrainingConfiguration.class));
  }
}
