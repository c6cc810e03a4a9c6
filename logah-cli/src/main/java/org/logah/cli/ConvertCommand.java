package org.logah.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.logah.api.InvalidInputException;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.imports.ImportedCheckpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a published hypernetwork. */
@Command(
    name = "convert",
    description = "Imports a hypernetwork's checkpoint of the authors' programs (torch, joblib).",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example:", "  logah convert ghn.pt ghn.safetensors"})
final class ConvertCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "The checkpoint to import.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The safetensors file to write.")
  private Path out;

  @Option(names = "--ema", description = "Take the moving averages of the parameters.")
  private boolean averages;

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

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
    HypernetworkCheckpoint.convert(ImportedCheckpoint.read(in), averages, out);
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(out)) {
      HypernetworkDescription description = HypernetworkDescription.of(out, checkpoint);
      spec.commandLine().getOut().println(json ? description.json() : description.text());
    }
    return 0;
  }
}
