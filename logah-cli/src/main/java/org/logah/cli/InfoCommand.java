package org.logah.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.HypernetworkCheckpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Describes this machine, or a file. */
@Command(
    name = "info",
    description = "Says which backends, models and presets there are, or what a file holds.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Examples:", "  logah info", "  logah info gpt2-predicted/model.safetensors"})
final class InfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A hypernetwork, a safetensors file, or a folder of one or more.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().println(file.isEmpty() ? environment() : describe(file.get()));
    return 0;
  }

  private String environment() {
    Environment environment = Environment.find();
    return json ? environment.json() : environment.text();
  }

  private String describe(Path path) throws IOException {
    try (TensorSource source = TensorSource.open(path)) {
      if (!HypernetworkCheckpoint.isOne(source.metadata())) {
        TensorFileDescription description = TensorFileDescription.of(path, source);
        return json ? description.json() : description.text();
      }
    }
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(path)) {
      HypernetworkDescription description = HypernetworkDescription.of(path, checkpoint);
      return json ? description.json() : description.text();
    }
  }
}
