package org.logah.api;

/** Shapes that do not fit an operation; the message names the operation and every shape. */
public final class ShapeMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public ShapeMismatchException(String message) {
    super(message);
  }
}
