package org.logah.api;

/** A user's mistake, told in one sentence: what, where, what was expected, what to do. */
public class InvalidInputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
