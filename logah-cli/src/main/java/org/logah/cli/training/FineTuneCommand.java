package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.cli.BackendArguments;
import org.logah.cli.Interruption;
import org.logah.cli.ModelChoice;
import org.logah.cli.ModelFolder;
import org.logah.cli.ModelOverrides;
import org.logah.models.layout.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains one network from any initialisation. */
@Command(
    name = "finetune",
    description = "Trains one network, from predicted parameters or any others.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Recipes: small for two processor cores; paper-cifar, paper-imagenet and paper-language as",
      "published. An option takes the place of what the recipe says; see docs/finetuning.md.",
      "",
      "Examples:",
      "  logah finetune vit-small-16 --image-size 32 --patch-size 8 --classes 10 --init orthogonal \\",
      "    --data cifar-10-batches-bin --steps 2000 --out orthogonal",
      "  logah finetune my/config.json --ghn hypernetwork.safetensors --data a.txt --out tuned",
      "  logah finetune --init tuned/model --classes 100 --data cifar-100-binary --out transferred",
      "  logah finetune --resume tuned"
    })
public final class FineTuneCommand implements Callable<Integer> {
  private static final long VALIDATE_EVERY = 500;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description =
          "A model's name, as `logah info` lists them, or a config.json; without it that of the"
              + " folder given by --init.")
  private String model;

  @Mixin private ModelOverrides overrides;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = "Whose names and shapes the result has, see `logah predict --help`.")
  private Optional<String> layout = Optional.empty();

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "Settings to begin with; small without it.")
  private String recipe;

  @Option(names = "--out", paramLabel = "DIR", description = "The folder of a new run.")
  private Path out;

  @Option(names = "--resume", paramLabel = "DIR", description = "Goes on with the run in a folder.")
  private Path resume;

  @Mixin private FineTuningArguments arguments;

  @Mixin private RhythmArguments rhythmArguments;
  @Mixin private ValidationArguments validationArguments;
  @Mixin private BackendArguments backendArguments;

  @Override
  public Integer call() throws IOException {
    try (Interruption interruption = new Interruption()) {
      SupervisedRun.Rhythm rhythm = rhythmArguments.rhythm(RhythmArguments.LOG_EVERY);
      long validateEvery = validationArguments.every(VALIDATE_EVERY);
      try (Prepared prepared = prepare()) {
        run(prepared, rhythm, validateEvery, interruption);
      }
      return 0;
    }
  }

  private void run(
      Prepared prepared, SupervisedRun.Rhythm rhythm, long validateEvery, Interruption interruption)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    RunFolder folder = prepared.folder();
    try (Backend backend = backendArguments.openForShards(prepared.configuration().shards(), err)) {
      FineTuningRun run =
          new FineTuningRun(
              folder,
              prepared.configuration(),
              prepared.data(),
              backend,
              rhythm,
              validateEvery,
              err);
      if (run.run(interruption::isRequested)) {
        spec.commandLine().getOut().println(folder.model());
      } else {
        err.printf(Locale.ROOT, "stopped; `logah finetune --resume %s` goes on%n", folder.path());
      }
    } catch (IOException | RuntimeException e) {
      if (out != null) {
        folder.giveUp();
      }
      throw e;
    }
  }

  private record Prepared(
      RunFolder folder, FineTuningConfiguration configuration, SupervisedData data)
      implements AutoCloseable {
    @Override
    public void close() {
      data.close();
    }
  }

  private Prepared prepare() throws IOException {
    if ((out == null) == (resume == null)) {
      throw new InvalidInputException("give either --out for a new run, or --resume");
    }
    if (resume != null) {
      if (model != null || recipe != null || arguments.isAnyGiven()) {
        throw new InvalidInputException(
            "a run goes on with the settings it has; leave MODEL, --recipe, --data and the like"
                + " out");
      }
      RunFolder folder = RunFolder.open(resume);
      FineTuningConfiguration configuration = folder.configuration(FineTuningConfiguration.class);
      return new Prepared(folder, configuration, data(configuration, folder));
    }
    FineTuningConfiguration configuration = configuration();
    // What does not fit is told before a folder is made.
    RunFolder folder = new RunFolder(out);
    folder.requireEmpty();
    SupervisedData opened = data(configuration, folder);
    return new Prepared(RunFolder.create(out, configuration), configuration, opened);
  }

  private static SupervisedData data(FineTuningConfiguration configuration, RunFolder folder)
      throws IOException {
    SupervisedData data = FineTuningRun.open(configuration, folder);
    data.requireFits(configuration.modelLayout().config());
    return data;
  }

  private FineTuningConfiguration configuration() throws IOException {
    Layout target = target();
    ObjectNode settings =
        FineTuningRecipe.get(
            recipe == null ? "small" : recipe, FineTuningConfiguration.family(target.config()));
    settings.put("layout", target.name());
    settings.set("model", RunJson.object(target.configJson(DType.F32)));
    arguments.into(settings);
    if (!settings.has("initialisation")) {
      throw new InvalidInputException(
          "no initialisation is given; --init takes random, orthogonal, mimetic, ghn or a folder");
    }
    return possible(settings);
  }

  /** What the initialisation needs is looked at for a new run only: later it has begun. */
  private static FineTuningConfiguration possible(ObjectNode settings) {
    List<String> problems = new ArrayList<>();
    Optional<FineTuningConfiguration> configuration = Optional.empty();
    try {
      configuration = Optional.of(RunJson.value(settings, FineTuningConfiguration.class));
    } catch (InvalidInputException e) {
      problems.add(e.getMessage());
    }
    List<String> names =
        Stream.of(StartingPoint.class.getRecordComponents()).map(RecordComponent::getName).toList();
    StartingPoint start = RunJson.value(settings.deepCopy().retain(names), StartingPoint.class);
    problems.addAll(start.problems());
    if (configuration.isEmpty() || !problems.isEmpty()) {
      throw new InvalidInputException(String.join("; ", problems));
    }
    return configuration.get();
  }

  private Layout target() throws IOException {
    if (model != null) {
      return ModelChoice.resolve(model, overrides.chosen(), layout);
    }
    String initialisation = arguments.initialisation();
    if (initialisation == null || StartingPoint.isName(initialisation)) {
      throw new InvalidInputException(
          "no MODEL is given; give a name, a config.json, or a folder by --init");
    }
    Layout stored = ModelFolder.open(Path.of(initialisation)).layout();
    return Layout.of(stored.config().with(overrides.chosen()), layout.orElse(stored.name()));
  }
}
