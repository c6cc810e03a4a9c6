package org.logah.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.nn.Network;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.PredictionOptions;
import org.logah.models.Gpt2Config;

/** The resident memory of a process that predicts for a small network again and again. */
final class MemoryCurve {
  private static final int STEPS = 10;
  private static final Gpt2Config SMALL = new Gpt2Config(128, 32, 32, 2, 2);

  private MemoryCurve() {}

  /**
   * Predicts and prints a Markdown table of ten rows, the garbage of Java's heap collected before
   * each.
   *
   * @param count how many predictions in all
   * @throws org.logah.api.InvalidInputException if the backend is not available
   * @throws IOException if the system does not tell the resident memory of a process
   */
  static void print(String backendName, int count, PrintStream out) throws IOException {
    try (Backend backend = Backends.open(backendName);
        Scope scope = backend.openScope()) {
      Hypernetwork hypernetwork = LogahTiny.on(backend).hypernetwork();
      PredictionOptions options = PredictionOptions.of(hypernetwork.config().family());
      Network network = SMALL.network();
      out.printf("| predictions on %s | resident MiB | ms each |%n|---|---|---|%n", backend.name());
      int done = 0;
      for (int step = 1; step <= STEPS; step++) {
        int until = (int) ((long) count * step / STEPS);
        long start = System.nanoTime();
        for (int i = done; i < until; i++) {
          hypernetwork.predict(network, options, (spec, tensor) -> {});
        }
        double each = until == done ? 0 : (System.nanoTime() - start) / 1e6 / (until - done);
        done = until;
        System.gc();
        out.printf(
            Locale.ROOT,
            "| %d | %.1f | %.2f |%n",
            done,
            ProcessMemory.RESIDENT.bytes() / 0x1p20,
            each);
      }
    }
  }
}
