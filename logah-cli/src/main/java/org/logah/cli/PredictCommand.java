package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;
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
      "  logah predict my/config.json --ghn hypernetwork.safetensors --out my-predicted"
    })
final class PredictCommand implements Callable<Integer> {
  private static final String NONE = "none";

  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make, or none to predict and write nothing.")
  private String out;

  @Option(
      names = "--ghn",
      paramLabel = "FILE",
      description =
          "The hypernetwork: a file, or logah-tiny, -small, -base or -large for an untrained one."
              + " Without it an untrained logah-tiny.")
  private Optional<String> ghn = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "f32",
      converter = StoredType.class,
      description = "Element type: ${DEFAULT-VALUE}, bf16 or f16.")
  private DType dtype;

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description =
          "Whose names and shapes: hf or hf-base (GPT-2), hf (Llama), torchvision, timm or hf (ViT)."
              + " Without it that of the config.json, else hf for language, torchvision for vision.")
  private Optional<String> layout = Optional.empty();

  @Option(
      names = "--max-shard-size",
      paramLabel = "SIZE",
      defaultValue = "5GB",
      converter = ByteSize.Converter.class,
      description = "Most bytes of tensors in a file, such as ${DEFAULT-VALUE} or 200MB.")
  private ByteSize maxShardSize;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "Copied beside the weights as tokenizer.json.")
  private Optional<Path> tokenizer = Optional.empty();

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

  @Option(names = "--force", description = "Replace a predicted checkpoint in the folder.")
  private boolean force;

  @Option(names = "--crc", description = "With --out none: print the CRC-32 of all bytes.")
  private boolean crc;

  @Option(names = "--quiet", description = "Print no progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Layout target = model.resolve(layout);
    String configJson = target.configJson(dtype);
    requireTokenizer();
    warnOfJlama(target, err);
    boolean writes = !out.equals(NONE);
    if (crc && writes) {
      throw new InvalidInputException("--crc belongs to --out none");
    }
    PredictionReport report;
    try (Interruption interruption = new Interruption();
        HypernetworkChoice choice = HypernetworkChoice.of(ghn, target.config(), seed)) {
      PredictionOptions options =
          new PredictionOptions(
              seed,
              cutoff.orElseGet(() -> PredictionOptions.of(choice.config().family()).cutoff()));
      Optional<CheckpointFolder> folder =
          writes ? Optional.of(CheckpointFolder.of(Path.of(out), force)) : Optional.empty();
      try (Backend backend = backendArguments.open(err)) {
        PredictionRun run =
            new PredictionRun(target, dtype, choice, options, backend, interruption, err, quiet);
        report =
            folder.isPresent()
                ? run.toFolder(folder.get(), maxShardSize.bytes(), configJson, tokenizer)
                : run.toNowhere(crc);
      }
    }
    PrintWriter result = spec.commandLine().getOut();
    result.println(json ? report.json(model.text()) : report.text(model.text()));
    return 0;
  }

  private static void warnOfJlama(Layout layout, PrintWriter err) {
    if (layout.name().equals("hf-base")
        && layout.config() instanceof Gpt2Config gpt2
        && !gpt2.tied()) {
      err.println(
          "note: Jlama, which reads hf-base, scores tokens with the embedding table and would ignore"
              + " lm_head.weight; for Jlama use --tied");
    }
  }

  private void requireTokenizer() {
    if (tokenizer
        .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
        .isPresent()) {
      throw new InvalidInputException(
          "--tokenizer %s is no file that can be read".formatted(tokenizer.orElseThrow()));
    }
  }
}
