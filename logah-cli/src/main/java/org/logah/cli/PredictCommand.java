package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.ghn.PredictionOptions;
import org.logah.models.layout.Layout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Predicts a model's parameters into a folder that other software loads. */
@Command(
    name = "predict",
    description = "Predicts a model's parameters and writes them as a checkpoint.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  logah predict gpt2-large --out gpt2-large-predicted",
      "  logah predict vit-base-16 --classes 100 --layout timm --dtype bf16 --out vit",
      "  logah predict my/config.json --ghn hypernetwork.safetensors --out my-predicted",
      "  logah predict llama-2-7b --factored --out small"
    })
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model;

  @Option(
      names = "--ghn",
      paramLabel = "FILE",
      description =
          "The hypernetwork: a file, or logah-tiny, -small, -base or -large for an untrained one."
              + " Without it an untrained logah-tiny.")
  private Optional<String> ghn = Optional.empty();

  @Mixin private OutputArguments output;

  @Option(
      names = "--factored",
      description =
          "Write the factors of the weights, a hundredth of the bytes, for `logah expand`.")
  private boolean factored;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of all that is drawn and not predicted; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(
      names = "--cutoff",
      paramLabel = "N",
      description =
          "Longest path that counts as a virtual edge; 250 for language, 50 for vision by default.")
  private Optional<Integer> cutoff = Optional.empty();

  @Mixin private BackendArguments backendArguments;

  @Override
  public Integer call() throws IOException {
    Profile profile = new Profile();
    PrintWriter err = spec.commandLine().getErr();
    Layout target = model.resolve(output.layout());
    output.check();
    requireFactoredFits();
    OutputArguments.warnOfJlama(target, err);
    PredictionReport report;
    try (Interruption interruption = new Interruption();
        HypernetworkChoice choice = HypernetworkChoice.of(ghn, target.config(), seed)) {
      PredictionOptions options =
          new PredictionOptions(
              seed,
              cutoff.orElseGet(() -> PredictionOptions.of(choice.config().family()).cutoff()));
      Optional<CheckpointFolder> folder = CheckpointFolder.of(output);
      String configJson = target.configJson(output.dtype());
      try (Backend backend =
          profile.timed(Profile.Part.BACKEND, () -> backendArguments.open(err))) {
        ParameterOrigin origin = new HypernetworkOrigin(choice, options, backend, err, profile);
        PredictionRun run = PredictionRun.of(target, output, origin, interruption, err, profile);
        report =
            factored
                ? run.toFactored(
                    folder.orElseThrow(),
                    choice.config(),
                    configJson,
                    output.tokenizer(Optional.empty()))
                : run.to(folder, output, configJson, Optional.empty());
      }
    }
    output.print(spec.commandLine().getOut(), report, model.text(), profile);
    return 0;
  }

  private void requireFactoredFits() {
    if (factored && !output.writes()) {
      throw new InvalidInputException("--factored writes a file; give --out a folder");
    }
    if (factored && output.dtype() != DType.F32) {
      throw new InvalidInputException(
          "--factored keeps factors as f32; give --dtype to `logah expand`");
    }
  }
}
