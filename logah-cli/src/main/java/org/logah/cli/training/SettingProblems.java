package org.logah.cli.training;

import java.util.ArrayList;
import java.util.List;
import org.logah.api.InvalidInputException;

/** What is impossible in a run's settings, collected so that it is told at once. */
final class SettingProblems {
  private final List<String> found = new ArrayList<>();

  void add(String problem) {
    found.add(problem);
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
