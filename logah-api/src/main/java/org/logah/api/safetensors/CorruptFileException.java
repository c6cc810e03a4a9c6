package org.logah.api.safetensors;

import org.logah.api.InvalidInputException;

/** A file that breaks a rule of its format; the message says which file, which rule and where. */
public class CorruptFileException extends InvalidInputException {
  private static final long serialVersionUID = 1;

  public CorruptFileException(String message) {
    super(message);
  }

  public CorruptFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
