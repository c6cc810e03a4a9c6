package org.logah.cli.report;

import java.io.IOException;

/** This machine cannot draw, for example because it has no fonts. */
public final class PlotException extends IOException {
  private static final long serialVersionUID = 1;

  PlotException(String message, Throwable cause) {
    super(message, cause);
  }
}
