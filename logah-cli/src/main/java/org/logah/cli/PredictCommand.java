package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.ghn.PredictionOptions;
import org.logah.models.ModelConfig;
import org.logah.models.layout.Layout;
import org.logah.models.widening.Widening;
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
      "  logah predict llama-2-7b --factored --out small",
      "  logah predict gpt2-large --widen-from 128 --out gpt2-large-widened"
    })
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model;

  @Option(
      names = "--ghn",
      paramLabel = "FILE",
      description =
          "The hypernetwork: a file, or logah-tiny, -small, -base or -large for an untrained one."
              + " Without it the trained one that comes with the program, vision-tiny or"
              + " language-tiny.")
  private Optional<String> ghn = Optional.empty();

  @Mixin private OutputArguments output;

  @Option(
      names = "--factored",
      description =
          "Write the factors of the weights, about a fiftieth of the bytes, for `logah expand`.")
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

  @Option(
      names = "--widen-from",
      paramLabel = "WIDTH",
      description =
          "Predict for a model of this width, with which the hypernetwork was trained, and widen it to"
              + " one that computes the same.")
  private Optional<Integer> widenFrom = Optional.empty();

  @Option(
      names = "--noise",
      paramLabel = "SIGMA",
      description =
          "With --widen-from: noise between copies that changes nothing before training; 1 by"
              + " default.")
  private Optional<Double> noise = Optional.empty();

  @Mixin private BackendArguments backendArguments;

  @Override
  public Integer call() throws IOException {
    Profile profile = new Profile();
    PrintWriter err = spec.commandLine().getErr();
    Layout target = model.resolve(output.layout());
    output.check();
    requireFits();
    OutputArguments.warnOfJlama(target, err);
    Optional<Widening> widening = widenFrom.map(width -> Widening.of(target.config(), width));
    ModelConfig predicted = widening.map(Widening::narrow).orElse(target.config());
    PredictionReport report;
    try (Interruption interruption = new Interruption();
        HypernetworkChoice choice = HypernetworkChoice.of(ghn, predicted, seed)) {
      PredictionOptions options =
          new PredictionOptions(
              seed,
              cutoff.orElseGet(() -> PredictionOptions.of(choice.config().family()).cutoff()));
      Optional<CheckpointFolder> folder = CheckpointFolder.of(output);
      String configJson = target.configJson(output.dtype());
      try (Backend backend =
          profile.timed(Profile.Part.BACKEND, () -> backendArguments.open(err))) {
        ParameterOrigin own = new HypernetworkOrigin(choice, options, backend, err, profile);
        ParameterOrigin origin =
            widening.isPresent()
                ? new WidenedOrigin(own, widening.get(), noise.orElse(Widening.USUAL_NOISE), seed)
                : own;
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

  private void requireFits() {
    if (noise.isPresent() && widenFrom.isEmpty()) {
      throw new InvalidInputException("--noise belongs to --widen-from; give both, or none");
    }
    if (noise.isPresent() && !(noise.get() >= 0)) {
      throw new InvalidInputException("--noise is %s, below 0".formatted(noise.get()));
    }
    if (factored && !output.writes()) {
      throw new InvalidInputException("--factored writes a file; give --out a folder");
    }
    if (factored && widenFrom.isPresent()) {
      throw new InvalidInputException(
          "--factored keeps factors as the hypernetwork gives them; leave --widen-from out");
    }
    if (factored && output.dtype() != DType.F32) {
      throw new InvalidInputException(
          "--factored keeps factors as f32; give --dtype to `logah expand`");
    }
  }
}
