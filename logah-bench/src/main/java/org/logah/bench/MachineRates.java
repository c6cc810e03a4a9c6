package org.logah.bench;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.ThreadTeam;

/** What this machine can do at best: rates that those of a prediction are shares of. */
final class MachineRates {
  private static final int COPIED_BYTES = 256 << 20;
  private static final int SIDE = 2048;
  private static final int ROUNDS = 5;

  private MachineRates() {}

  /** Something whose time is taken. */
  private interface Task {
    void run();
  }

  /**
   * Prints one line, {@code copy_bytes_per_second N matmul_flops N}: of copying memory that no
   * cache holds, on one thread, and of a backend's product of square matrices.
   *
   * @throws org.logah.api.InvalidInputException if the backend is not available
   */
  static void print(String backendName, PrintStream out) {
    try (Backend backend = Backends.open(backendName)) {
      out.printf(
          Locale.ROOT,
          "copy_bytes_per_second %.0f matmul_flops %.0f%n",
          COPIED_BYTES / copySeconds(),
          productRate(backend, 1));
    }
  }

  /**
   * Multiplications and additions a second of products of large square matrices.
   *
   * @param callers threads that multiply at the same time
   */
  static double productRate(Backend backend, int callers) {
    double operations = 2.0 * SIDE * SIDE * SIDE;
    List<Supplier<Double>> products = Collections.nCopies(callers, () -> productSeconds(backend));
    try (ThreadTeam team = new ThreadTeam(callers, "product")) {
      return team.run(products, seconds -> {}).stream()
          .mapToDouble(seconds -> operations / seconds)
          .sum();
    }
  }

  private static double copySeconds() {
    ByteBuffer from = Buffers.allocate(COPIED_BYTES);
    ByteBuffer to = Buffers.allocate(COPIED_BYTES);
    return best(() -> to.put(0, from, 0, COPIED_BYTES));
  }

  private static double productSeconds(Backend backend) {
    try (Scope scope = backend.openScope()) {
      Tensor square = backend.tensor(new float[SIDE * SIDE], SIDE, SIDE).add(1);
      return best(
          () -> {
            try (Scope own = backend.openScope()) {
              square.matmul(square);
            }
          });
    }
  }

  /** The least time of a few. */
  private static double best(Task task) {
    double least = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      task.run();
      least = Math.min(least, (System.nanoTime() - start) / 1e9);
    }
    return least;
  }
}
