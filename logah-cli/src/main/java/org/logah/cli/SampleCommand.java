package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.logah.api.InvalidInputException;
import org.logah.models.ModelConfig;
import org.logah.models.architectures.ArchitectureCatalog;
import org.logah.models.architectures.ArchitectureFile;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.architectures.DrawnArchitectures;
import org.logah.models.architectures.HeldOutArchitecture;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws architectures. */
@Command(
    name = "sample",
    description = "Draws the architectures that a hypernetwork is trained or tested on.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Each line of the result is a config.json. Sets: vits-1k, gpts-1k and llama-1k as published;",
      "vits-small, vits-widths, gpts-small and gpts-widths for small machines.",
      "",
      "Examples:",
      "  logah sample vits-1k --count 1000 --seed 1 --out vits.jsonl",
      "  logah sample vits-small --held-out"
    })
final class SampleCommand implements Callable<Integer> {
  private static final int COUNT = 1000;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SET", description = "Name of the set, see below.")
  private String set;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many architectures; " + COUNT + " by default.")
  private Optional<Integer> count = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of all draws; ${DEFAULT-VALUE} by default.")
  private long seed;

  @Option(
      names = "--held-out",
      description = "Instead the networks to test on, whose depth and width are never drawn.")
  private boolean heldOut;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to; standard output without, and the summary then goes to the standard error.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--image-size", paramLabel = "PIXELS", description = "Side of the images.")
  private Integer imageSize;

  @Option(
      names = "--patch-size",
      paramLabel = "PIXELS",
      split = ",",
      description = "Side of the patches; several, as 2,4, are drawn equally often.")
  private List<Integer> patchSizes;

  @Option(names = "--classes", paramLabel = "N", description = "Outputs of the classifiers.")
  private Integer classes;

  @Option(names = "--vocabulary", paramLabel = "N", description = "Number of tokens.")
  private Integer vocabulary;

  @Option(names = "--positions", paramLabel = "N", description = "Longest text in tokens.")
  private Integer positions;

  @ArgGroup private Tying tying = new Tying();

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

  @Option(names = "--json", description = "Print the summary as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ArchitectureSettings settings =
        new ArchitectureSettings(
            imageSize, patchSizes, classes, vocabulary, positions, tying.chosen());
    DrawnArchitectures drawn = ArchitectureCatalog.get(set, settings, seed);
    List<ModelConfig> configs = choose(drawn);
    ArchitectureSummary summary = ArchitectureSummary.of(configs, novelty(drawn));
    String title = heldOut ? set + " held out" : drawn.toString();
    PrintWriter result = spec.commandLine().getOut();
    PrintWriter report = out.isPresent() ? result : spec.commandLine().getErr();
    if (out.isPresent()) {
      write(out.get(), configs);
    } else {
      configs.forEach(config -> result.println(ArchitectureFile.line(config)));
      result.flush();
    }
    report.println(json ? summary.json(set, seed, heldOut) : summary.text(title));
    return 0;
  }

  private List<ModelConfig> choose(DrawnArchitectures drawn) {
    if (heldOut) {
      if (count.isPresent()) {
        throw new InvalidInputException(
            "--held-out prints all of the few networks to test on; leave --count out");
      }
      return drawn.heldOut().stream().map(HeldOutArchitecture::config).toList();
    }
    int number = count.orElse(COUNT);
    if (number < 1) {
      throw new InvalidInputException("--count is %d; draw at least one".formatted(number));
    }
    return drawn.first(number);
  }

  private List<String> novelty(DrawnArchitectures drawn) {
    return heldOut
        ? drawn.heldOut().stream()
            .map(tested -> Words.lower(tested.novelty()).replace('_', ' '))
            .toList()
        : List.of();
  }

  private void write(Path file, List<ModelConfig> configs) throws IOException {
    if (Files.exists(file) && !force) {
      throw new InvalidInputException(
          "%s is there already; choose another name, or replace it with --force".formatted(file));
    }
    ArchitectureFile.write(file, configs);
  }
}
