package org.logah.api;

/**
 * A backend on the class path, found through {@link java.util.ServiceLoader} by programs that
 * choose one at run time.
 */
public interface BackendProvider {
  /** The name users choose it by, for example {@code libtorch}. */
  String name();

  /** The place in the order of preference: of those available the lowest rank is taken. */
  int rank();

  /** Whether it works here, and why or why not; never throws. */
  Availability availability();

  /**
   * Opens the backend.
   *
   * @throws InvalidInputException if it is not available here, or has no such device
   */
  Backend open(BackendOptions options);
}
