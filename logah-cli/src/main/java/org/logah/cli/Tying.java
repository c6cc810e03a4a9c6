package org.logah.cli;

import picocli.CommandLine.Option;

/** Whether a language model reads and writes tokens with one table; neither leaves it as it is. */
final class Tying {
  @Option(
      names = "--tied",
      required = true,
      description = "A language model reads and writes tokens with one table.")
  private boolean tied;

  @Option(names = "--untied", required = true, description = "It does so with two tables.")
  private boolean untied;

  Boolean chosen() {
    return (tied || untied) ? tied : null;
  }
}
