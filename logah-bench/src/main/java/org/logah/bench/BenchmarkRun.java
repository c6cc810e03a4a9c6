package org.logah.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.logah.api.Availability;
import org.logah.api.BackendProvider;
import org.logah.api.InvalidInputException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** A run of JMH, with defaults for what the user leaves open. */
final class BenchmarkRun {
  private static final String QUICK = "--quick";
  private static final String BACKEND = "backend";

  private BenchmarkRun() {}

  /**
   * Runs JMH.
   *
   * @param args JMH's options, and {@code --quick}
   * @throws InvalidInputException if JMH does not understand them, or a backend asked for is not
   *     available
   */
  static void run(List<String> args, PrintStream err) throws IOException {
    List<String> all = new ArrayList<>(args);
    boolean quick = all.remove(QUICK);
    CommandLineOptions given = parse(all);
    boolean measures =
        !(given.shouldHelp()
            || given.shouldList()
            || given.shouldListWithParams()
            || given.shouldListProfilers()
            || given.shouldListResultFormats());
    if (measures) {
      all.addAll(backends(given, err));
      all.addAll(quick ? quickIterations(given) : List.of());
      all.addAll(resultFile(given));
    }
    org.openjdk.jmh.Main.main(all.toArray(new String[0]));
    if (measures) {
      err.printf(
          "results in %s; --report makes a table of them%n", parse(all).getResult().orElse(""));
    }
  }

  private static CommandLineOptions parse(List<String> args) {
    try {
      return new CommandLineOptions(args.toArray(new String[0]));
    } catch (CommandLineOptionException e) {
      throw new InvalidInputException(
          e.getMessage() + " (see --help, and -h for JMH's options)", e);
    }
  }

  private static List<String> backends(CommandLineOptions given, PrintStream err) {
    Collection<String> asked = given.getParameter(BACKEND).orElse(List.of());
    if (!asked.isEmpty()) {
      asked.forEach(Backends::require);
      return List.of();
    }
    List<String> available = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (BackendProvider provider : Backends.providers()) {
      Availability availability = provider.availability();
      if (availability.available()) {
        available.add(provider.name());
      } else {
        reasons.add(provider.name() + " is not measured: " + availability.reason());
      }
    }
    if (available.isEmpty()) {
      throw new InvalidInputException("no backend is available; " + String.join("; ", reasons));
    }
    reasons.forEach(err::println);
    return List.of("-p", BACKEND + "=" + String.join(",", available));
  }

  private static List<String> quickIterations(CommandLineOptions given) {
    List<String> options = new ArrayList<>();
    addUnless(given.getForkCount().hasValue(), options, "-f", "1");
    addUnless(given.getWarmupIterations().hasValue(), options, "-wi", "1");
    addUnless(given.getWarmupTime().hasValue(), options, "-w", "200ms");
    addUnless(given.getMeasurementIterations().hasValue(), options, "-i", "2");
    addUnless(given.getMeasurementTime().hasValue(), options, "-r", "200ms");
    return options;
  }

  private static List<String> resultFile(CommandLineOptions given) throws IOException {
    List<String> options = new ArrayList<>();
    addUnless(given.getResultFormat().hasValue(), options, "-rf", "json");
    addUnless(given.getResult().hasValue(), options, "-rff", besideThisProgram().toString());
    return options;
  }

  private static void addUnless(boolean has, List<String> options, String name, String value) {
    if (!has) {
      options.add(name);
      options.add(value);
    }
  }

  /** In Maven's target folder, whether this runs from a jar or from classes. */
  private static Path besideThisProgram() throws IOException {
    try {
      Path program =
          Path.of(BenchmarkRun.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return program.resolveSibling("jmh-result.json");
    } catch (URISyntaxException e) {
      throw new IOException("the program's own place is no file: " + e.getMessage(), e);
    }
  }
}
