package org.logah.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.models.Gpt2Config;
import org.logah.models.layout.Layout;
import picocli.CommandLine.Option;

/** Where predicted parameters go, in which form, and what is told about it. */
final class OutputArguments {
  private static final String NONE = "none";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make, or none to compute and write nothing.")
  private String out;

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

  @Option(names = "--force", description = "Replace a predicted checkpoint in the folder.")
  private boolean force;

  @Option(names = "--crc", description = "With --out none: print the CRC-32 of all bytes.")
  private boolean crc;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "32MB",
      converter = ByteSize.Converter.class,
      description =
          "Most bytes that wait to be written, ${DEFAULT-VALUE} by default; what is written does not"
              + " depend on it.")
  private ByteSize memory;

  @Option(names = "--quiet", description = "Print no progress.")
  private boolean quiet;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Option(names = "--profile", description = "Print what the time went to.")
  private boolean profile;

  /**
   * Checks what options say of each other.
   *
   * @throws InvalidInputException if they contradict
   */
  void check() {
    if (crc && writes()) {
      throw new InvalidInputException("--crc belongs to --out none");
    }
    if (tokenizer
        .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
        .isPresent()) {
      throw new InvalidInputException(
          "--tokenizer %s is no file that can be read".formatted(tokenizer.orElseThrow()));
    }
  }

  boolean writes() {
    return !out.equals(NONE);
  }

  Path folder() {
    return Path.of(out);
  }

  DType dtype() {
    return dtype;
  }

  Optional<String> layout() {
    return layout;
  }

  long maxShardBytes() {
    return maxShardSize.bytes();
  }

  /** The tokenizer to copy: the one that was given, else this one. */
  Optional<Path> tokenizer(Optional<Path> otherwise) {
    return tokenizer.or(() -> otherwise);
  }

  boolean force() {
    return force;
  }

  boolean crc() {
    return crc;
  }

  MemoryBudget budget() {
    return new MemoryBudget(memory.bytes());
  }

  boolean quiet() {
    return quiet;
  }

  /** Prints the result. */
  void print(PrintWriter result, PredictionReport report, String model, Profile spent) {
    if (json) {
      result.println(report.json(model, profile ? Optional.of(spent) : Optional.empty()));
    } else {
      result.println(report.text(model));
      if (profile) {
        result.println(spent.text());
      }
    }
  }

  static void warnOfJlama(Layout layout, PrintWriter err) {
    if (layout.name().equals("hf-base")
        && layout.config() instanceof Gpt2Config gpt2
        && !gpt2.tied()) {
      err.println(
          "note: Jlama, which reads hf-base, scores tokens with the embedding table and would ignore"
              + " lm_head.weight; for Jlama use --tied");
    }
  }
}
