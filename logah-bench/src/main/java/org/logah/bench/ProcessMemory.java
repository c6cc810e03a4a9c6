package org.logah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of this process's memory. */
enum ProcessMemory {
  /** In memory now. */
  RESIDENT("VmRSS:"),
  /** The most that was in memory at a time. */
  PEAK("VmHWM:");

  private static final Path STATUS = Path.of("/proc/self/status");

  private final String line;

  ProcessMemory(String line) {
    this.line = line;
  }

  /**
   * How much that is.
   *
   * @throws IOException if the system does not tell
   */
  long bytes() throws IOException {
    if (!Files.isReadable(STATUS)) {
      throw new IOException(
          "there is no %s, where Linux tells a process's memory; measure there".formatted(STATUS));
    }
    for (String told : Files.readAllLines(STATUS)) {
      if (told.startsWith(line)) {
        return Long.parseLong(told.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("%s has no line %s".formatted(STATUS, line));
  }
}
