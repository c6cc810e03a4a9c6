package org.logah.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.nn.StoredParameters;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.imports.ImportedCheckpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a published hypernetwork. */
@Command(
    name = "convert",
    description = {
      "Imports a hypernetwork's checkpoint of the authors' programs (torch, joblib), or writes one of",
      "this program in another element type."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  logah convert ghn.pt ghn.safetensors",
      "  logah convert ghn.safetensors small.safetensors --dtype bf16"
    })
final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "The checkpoint to import.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The safetensors file to write.")
  private Path out;

  @Option(names = "--ema", description = "Take the moving averages of the parameters.")
  private boolean averages;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      converter = StoredType.class,
      description =
          "Element type of what is written: f32, bf16 or f16; without it what IN has, or f32 if IN is"
              + " of this program.")
  private DType dtype;

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

  @Mixin private BackendArguments backendArguments;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(in)) {
      throw new InvalidInputException("there is no file " + in);
    }
    if (Files.exists(out) && !force) {
      throw new InvalidInputException(
          "%s is there already; choose another name, or replace it with --force".formatted(out));
    }
    if (isOwn()) {
      rewrite(in);
    } else {
      HypernetworkCheckpoint.convert(ImportedCheckpoint.read(in), averages, out);
      if (dtype != null) {
        rewrite(out);
      }
    }
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(out)) {
      HypernetworkDescription description = HypernetworkDescription.of(out, checkpoint);
      spec.commandLine().getOut().println(json ? description.json() : description.text());
    }
    return 0;
  }

  /** Whether the input is a hypernetwork of this program already. */
  private boolean isOwn() throws IOException {
    if (!in.toString().endsWith(".safetensors")) {
      return false;
    }
    try (TensorSource source = TensorSource.open(in)) {
      return HypernetworkCheckpoint.isOne(source.metadata());
    }
  }

  /** Writes a hypernetwork of this program anew, in the element type asked for. */
  private void rewrite(Path from) throws IOException {
    DType wanted = dtype == null ? DType.F32 : dtype;
    try (Backend backend = backendArguments.open(spec.commandLine().getErr());
        Scope scope = backend.openScope();
        HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(from);
        StoredParameters parameters = checkpoint.load(backend)) {
      HypernetworkCheckpoint.write(
          out, checkpoint.config(), name -> parameters.get(name).cast(wanted));
    }
  }
}
