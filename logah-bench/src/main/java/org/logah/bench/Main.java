package org.logah.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;

/**
 * Runs the benchmarks, or what goes with them. Exit codes are those of the command line: 0 success,
 * 1 that the world failed, 2 the user's mistake.
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: logah bench [--quick] [JMH OPTION | REGEXP ...]
             logah bench --report FILE.json [--out FILE.md]
             logah bench --memory BACKEND [--count N]
             logah bench --rates BACKEND
             logah bench --training BACKEND [--count N] [--shards N] [--precision TYPE]
                                          [--only TEXT]
      Measures the operations that prediction and training spend their time on, with JMH.

        --quick          a few short iterations, to see that everything runs
        --report FILE    print the results in a JSON file of JMH as a Markdown table
        --out FILE       write the table to a file
        --memory BACKEND predict for a small network many times and print the resident memory
        --training BACKEND train on networks of the published sets and print a step's time
        --count N        how many predictions (10000 without) or steps (5 without)
        --shards N       into how many parts a step cuts its batch, each for a thread (2 without)
        --precision TYPE full, or bf16 or f16, which round the operands of products (full without)
        --only TEXT      networks with this in their names (all without)
        --rates BACKEND  print how fast this machine copies memory and multiplies matrices

      Options of JMH that are often needed (-h lists all):
        REGEXP               benchmarks to run, all without
        -p backend=libtorch  backends to measure, comma-separated; all available ones without
        -l                   list the benchmarks
        -rff FILE            where results go, jmh-result.json beside the jar without
        -f, -wi, -i, -r      forks, warm-up iterations, iterations, time of an iteration

      Example: logah bench --quick Matmul -p backend=libtorch
      """;

  private static final String COUNT = "10000";

  private Main() {}

  public static void main(String[] args) {
    int code = run(System.out, System.err, args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Does what the arguments say.
   *
   * @return the exit code
   */
  static int run(PrintStream out, PrintStream err, String... args) {
    try {
      dispatch(out, err, List.of(args));
      return 0;
    } catch (InvalidInputException e) {
      err.println("logah bench: " + e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("logah bench: " + e);
      return 1;
    }
  }

  private static void dispatch(PrintStream out, PrintStream err, List<String> args)
      throws IOException {
    String first = args.isEmpty() ? "" : args.get(0);
    switch (first) {
      case "--help" -> out.print(USAGE);
      case "--report" -> report(out, Flags.parse(args, "--report", "--out"));
      case "--memory" -> memory(out, Flags.parse(args, "--memory", "--count"));
      case "--training" ->
          training(
              out, Flags.parse(args, "--training", "--count", "--shards", "--precision", "--only"));
      case "--rates" -> MachineRates.print(Flags.parse(args, "--rates").get("--rates"), out);
      default -> BenchmarkRun.run(args, err);
    }
  }

  private static void report(PrintStream out, Map<String, String> flags) throws IOException {
    String table = new ResultTable(Result.read(Path.of(flags.get("--report")))).markdown();
    String target = flags.get("--out");
    if (target == null) {
      out.print(table);
    } else {
      Files.writeString(Path.of(target), table);
    }
  }

  private static void training(PrintStream out, Map<String, String> flags) throws IOException {
    TrainingTimes.print(
        flags.get("--training"),
        number(flags, "--count", "5"),
        number(flags, "--shards", "2"),
        Precision.of(flags.getOrDefault("--precision", Precision.FULL.label())),
        flags.getOrDefault("--only", ""),
        out);
  }

  private static int number(Map<String, String> flags, String name, String otherwise) {
    String number = flags.getOrDefault(name, otherwise);
    if (!number.matches("[1-9]\\d{0,8}")) {
      throw new InvalidInputException(
          "%s is %s; give a number from 1 to 999999999".formatted(name, number));
    }
    return Integer.parseInt(number);
  }

  private static void memory(PrintStream out, Map<String, String> flags) throws IOException {
    MemoryCurve.print(flags.get("--memory"), number(flags, "--count", COUNT), out);
  }
}
