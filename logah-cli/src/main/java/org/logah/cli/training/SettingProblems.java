package org.logah.cli.training;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.logah.api.InvalidInputException;

/** What is impossible in a run's settings, collected so that it is told at once. */
final class SettingProblems {
  private final Set<String> found = new LinkedHashSet<>();

  void add(String problem) {
    found.add(problem);
  }

  void addAll(List<String> problems) {
    found.addAll(problems);
  }

  /** Adds what making a value of some of the settings says is wrong with them. */
  void addThoseOf(Runnable making) {
    try {
      making.run();
    } catch (InvalidInputException e) {
      found.add(e.getMessage());
    }
  }

  /**
   * Ends the check.
   *
   * @throws InvalidInputException naming all that was found, if anything was
   */
  void requireNone(String settingsOf) {
    if (!found.isEmpty()) {
      throw new InvalidInputException(settingsOf + ": " + String.join("; ", found));
    }
  }
}
