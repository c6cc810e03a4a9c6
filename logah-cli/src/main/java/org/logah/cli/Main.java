package org.logah.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;

/** The program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Plots go into files; without this Java looks for a screen, and fails where there is none.
    System.setProperty("java.awt.headless", "true");
    // What a shell prints is in the system's encoding, which Java 17 uses by default.
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    System.exit(run(out, err, args));
  }

  /**
   * Runs one command.
   *
   * @param out where results go
   * @param err where everything else goes
   * @return the exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    Failures failures = new Failures();
    CommandLine commandLine =
        new CommandLine(new Logah())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures);
    try {
      return commandLine.execute(args);
    } catch (Error e) {
      // Picocli hands over exceptions only; running out of memory is an error.
      return failures.report(e, commandLine);
    } finally {
      out.flush();
      err.flush();
    }
  }
}
