package org.logah.api;

import java.util.SortedMap;

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
   * What it can do on each device that it finds here, by the name that {@link
   * BackendOptions#device} takes; empty where it is not available. Never throws.
   */
  SortedMap<String, Capabilities> devices();

  /**
   * Opens the backend.
   *
   * @throws InvalidInputException if it is not available here, has no such device, or the device
   *     does not have the precision asked for
   */
  Backend open(BackendOptions options);
}
