package org.logah.api.safetensors;

import java.nio.file.Path;
import java.util.List;
import org.logah.api.InvalidInputException;

/** A file that breaks a rule of its format; the message names the file, the rule and the place. */
public final class CorruptFileException extends InvalidInputException {
  private static final long serialVersionUID = 1;
  private static final int PROBLEMS_TOLD = 20;

  /** A file with one problem, a sentence without its full stop. */
  public CorruptFileException(Path file, String problem) {
    super(file + " is corrupt: " + problem);
  }

  /** A file with several problems, of which the message tells the first twenty. */
  public CorruptFileException(Path file, List<String> problems) {
    this(file, joined(problems));
  }

  /** A whole message, for a place that is more than a path. */
  public CorruptFileException(String message) {
    super(message);
  }

  public CorruptFileException(String message, Throwable cause) {
    super(message, cause);
  }

  private static String joined(List<String> problems) {
    String told = String.join("; ", problems.subList(0, Math.min(PROBLEMS_TOLD, problems.size())));
    int untold = problems.size() - PROBLEMS_TOLD;
    return untold > 0 ? told + "; and " + untold + " more" : told;
  }
}
