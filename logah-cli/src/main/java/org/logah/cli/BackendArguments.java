package org.logah.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.logah.api.Availability;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;
import picocli.CommandLine.Option;

/** Who computes, and where. */
public final class BackendArguments {
  private static final String AUTO = "auto";

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = AUTO,
      description = "Who computes: ${DEFAULT-VALUE}, libtorch or nd4j.")
  private String name;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = AUTO,
      description = "Where: ${DEFAULT-VALUE}, cpu or cuda:N.")
  private String device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "CPU threads of one operation; ${DEFAULT-VALUE}, the default, leaves the choice to the"
              + " backend, and is 1 where batches are cut into shards. Training gives the same bits with as many threads.")
  private int threads;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "full",
      description =
          "How products of 32-bit numbers are worked out: ${DEFAULT-VALUE}, or rounded to bf16 or"
              + " f16 and added up in 32 bits, which is for devices with units for it; on a CPU"
              + " f16 works but is many times slower.")
  private String precision;

  /** The backends on the class path, the preferred first. */
  static List<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::rank))
        .toList();
  }

  /**
   * Opens the backend asked for, or the first that is available, and prints which and why.
   *
   * @throws InvalidInputException if none is available, saying why not
   */
  public Backend open(PrintWriter err) {
    return open(err, threads);
  }

  /**
   * Opens as {@link #open(PrintWriter)} does, with one thread for an operation unless others were
   * asked for, where batches or shards of one already keep the processors busy.
   *
   * @param shards that are worked on at the same time
   * @throws InvalidInputException if none is available, saying why not
   */
  public Backend openForShards(int shards, PrintWriter err) {
    return open(err, threads == 0 && shards > 1 ? 1 : threads);
  }

  private Backend open(PrintWriter err, int threadsOfOperation) {
    BackendOptions options =
        new BackendOptions(device, threadsOfOperation, Precision.of(precision));
    List<BackendProvider> candidates = candidates();
    List<String> reasons = new ArrayList<>();
    for (BackendProvider provider : candidates) {
      Availability availability = provider.availability();
      if (availability.available()) {
        Backend backend = provider.open(options);
        err.printf(
            "backend %s, %s: %s%n",
            backend.name(),
            name.equals(AUTO) ? "the first that is available" : "as asked for",
            availability.reason());
        return backend;
      }
      reasons.add(provider.name() + ": " + availability.reason());
    }
    throw new InvalidInputException("no backend is available; " + String.join("; ", reasons));
  }

  private List<BackendProvider> candidates() {
    List<BackendProvider> all = providers();
    if (name.equals(AUTO)) {
      return all;
    }
    List<BackendProvider> named = all.stream().filter(p -> p.name().equals(name)).toList();
    if (named.isEmpty()) {
      String known = all.stream().map(BackendProvider::name).collect(Collectors.joining(", "));
      throw new InvalidInputException(
          "there is no backend %s in this build; choose from %s, %s".formatted(name, AUTO, known));
    }
    return named;
  }
}
