package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.ghn.FactoredCheckpoint;
import org.logah.models.layout.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Multiplies the factors of a checkpoint out. */
@Command(
    name = "expand",
    description =
        "Writes the checkpoint that a factored one stands for: the bytes that predict writes without"
            + " --factored.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  logah expand small --out whole",
      "  logah expand small --dtype bf16 --max-shard-size 2GB --out whole"
    })
final class ExpandCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FACTORED",
      description = "The folder that `logah predict --factored` wrote.")
  private Path factored;

  @Mixin private OutputArguments output;
  @Mixin private BackendArguments backendArguments;

  @Override
  public Integer call() throws IOException {
    Profile profile = new Profile();
    PrintWriter err = spec.commandLine().getErr();
    output.check();
    Path config = inFolder("config.json");
    Path file = inFolder(CheckpointFolder.FACTORED);
    Layout read = layout(config);
    Layout target = Layout.of(read.config(), output.layout().orElse(read.name()));
    OutputArguments.warnOfJlama(target, err);
    PredictionReport report;
    try (Interruption interruption = new Interruption();
        FactoredCheckpoint checkpoint =
            profile.timed(Profile.Part.READING, () -> FactoredCheckpoint.open(file))) {
      checkpoint.requireParametersOf(target.config().network());
      Optional<CheckpointFolder> folder = CheckpointFolder.of(output);
      Path tokenizer = factored.resolve(CheckpointFolder.TOKENIZER);
      try (Backend backend =
          profile.timed(Profile.Part.BACKEND, () -> backendArguments.open(err))) {
        ParameterOrigin origin = new FactoredOrigin(checkpoint, backend, profile);
        report =
            PredictionRun.of(target, output, origin, interruption, err, profile)
                .to(
                    folder,
                    output,
                    target.configJson(output.dtype()),
                    Optional.of(tokenizer).filter(Files::isRegularFile));
      }
    }
    output.print(spec.commandLine().getOut(), report, factored.toString(), profile);
    return 0;
  }

  private Path inFolder(String name) {
    Path file = factored.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          "%s is no folder of a factored checkpoint: there is no %s".formatted(factored, file));
    }
    return file;
  }

  private static Layout layout(Path config) throws IOException {
    try {
      return Layout.fromConfigJson(Files.readString(config));
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(config + ": it is not text in UTF-8", e);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(config.getParent() + ": " + e.getMessage(), e);
    }
  }
}
