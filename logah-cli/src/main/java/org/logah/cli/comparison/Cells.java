package org.logah.cli.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.AtomicFile;
import org.logah.cli.training.RunJson;

/** The finished cells of a comparison, kept as lines of JSON. Safe for several threads. */
final class Cells {
  private final Path file;
  private final List<Cell> cells = new ArrayList<>();

  private Cells(Path file) {
    this.file = file;
  }

  /**
   * The cells of a file; none if it does not exist. A last line that is incomplete, as a killed
   * program leaves it, is cut off when the next one is written.
   *
   * @throws InvalidInputException if another line is no cell, with its number
   */
  static Cells open(Path file) throws IOException {
    Cells opened = new Cells(file);
    if (Files.exists(file)) {
      String text = Files.readString(file);
      String complete = text.substring(0, text.lastIndexOf('\n') + 1);
      List<String> lines = complete.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        try {
          opened.cells.add(RunJson.value(RunJson.object(lines.get(i)), Cell.class));
        } catch (InvalidInputException e) {
          throw new InvalidInputException(
              "%s: line %d is no result: %s".formatted(file, i + 1, e.getMessage()), e);
        }
      }
    }
    return opened;
  }

  synchronized void add(Cell cell) throws IOException {
    String text = Files.exists(file) ? Files.readString(file) : "";
    String line = RunJson.of(cell) + "\n";
    if (text.isEmpty() || text.endsWith("\n")) {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else {
      AtomicFile.write(file, text.substring(0, text.lastIndexOf('\n') + 1) + line);
    }
    cells.add(cell);
  }

  synchronized List<Cell> all() {
    return List.copyOf(cells);
  }

  /** The result of a job after so many steps, if it is there and of the same settings. */
  synchronized Optional<Cell> find(Job job, String fingerprint, long budget, String part) {
    return cells.stream()
        .filter(
            cell ->
                cell.job().equals(job.name())
                    && cell.fingerprint().equals(fingerprint)
                    && cell.budget() == budget
                    && cell.part().equals(part))
        .findFirst();
  }
}
