package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.nn.GraphConvention;
import org.logah.api.nn.Network;
import org.logah.api.safetensors.AtomicFile;
import org.logah.graph.ComputationGraph;
import org.logah.graph.Tracer;
import org.logah.graph.export.GraphFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Shows the computational graph of a model. */
@Command(
    name = "graph",
    description = "Prints, draws or exports the computational graph of a model.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  logah graph gpt2",
      "  logah graph vit-base-16 --format svg --out vit.svg"
    })
final class GraphCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      converter = FormatConverter.class,
      description = "text (the default), dot, svg, html or json.")
  private Form form;

  @Option(names = "--out", paramLabel = "FILE", description = "Where to; standard output without.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      defaultValue = "published",
      converter = ConventionConverter.class,
      description =
          "published (the default): as the published hypernetworks know the family; traced: exactly"
              + " what the network computes.")
  private Convention convention;

  /** Empty is the text. */
  private record Form(Optional<GraphFormat> format) {}

  private enum Convention {
    PUBLISHED,
    TRACED
  }

  private static final class FormatConverter implements ITypeConverter<Form> {
    @Override
    public Form convert(String text) {
      if (text.equals("text")) {
        return new Form(Optional.empty());
      }
      return Arrays.stream(GraphFormat.values())
          .filter(format -> Words.lower(format).equals(text))
          .findFirst()
          .map(format -> new Form(Optional.of(format)))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not one of text, %s"
                          .formatted(text, Words.list(GraphFormat.values()))));
    }
  }

  private static final class ConventionConverter implements ITypeConverter<Convention> {
    @Override
    public Convention convert(String text) {
      return Arrays.stream(Convention.values())
          .filter(convention -> Words.lower(convention).equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'%s' is not one of %s".formatted(text, Words.list(Convention.values()))));
    }
  }

  @Override
  public Integer call() throws IOException {
    Network network = model.resolve(Optional.empty()).config().network();
    ComputationGraph graph =
        Tracer.trace(
            network,
            convention == Convention.TRACED ? GraphConvention.TRACED : network.graphConvention());
    StringBuilder text = new StringBuilder();
    if (form.format().isPresent()) {
      form.format().get().write(graph, model.text(), text);
    } else {
      GraphTable.write(graph, model.text(), text);
    }
    PrintWriter result = spec.commandLine().getOut();
    if (out.isEmpty()) {
      result.print(text);
    } else {
      AtomicFile.write(out.get(), text.toString());
      result.printf("%s: %d nodes, %d edges%n", out.get(), graph.nodes().size(), graph.edgeCount());
    }
    return 0;
  }
}
