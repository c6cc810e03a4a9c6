package org.logah.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that has run in this process: its exit code and what it printed. */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), texts);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** The last line on the standard error, which says what failed. */
  String failure() {
    return err.lines().reduce("", (before, line) -> line);
  }
}
