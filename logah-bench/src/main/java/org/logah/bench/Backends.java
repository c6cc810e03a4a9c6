package org.logah.bench;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.logah.api.Availability;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.BackendProvider;
import org.logah.api.InvalidInputException;
import org.logah.api.tape.TapeBackend;

/** The backends on the class path, by name. */
final class Backends {
  private Backends() {}

  /** Those on the class path, available here or not, the preferred first. */
  static List<BackendProvider> providers() {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(BackendProvider::rank))
        .toList();
  }

  /**
   * Opens a backend on the CPU.
   *
   * @throws InvalidInputException if it is not available, saying why
   */
  static Backend open(String name) {
    return open(name, BackendOptions.cpu());
  }

  /**
   * Opens a backend.
   *
   * @throws InvalidInputException if it is not available, saying why
   */
  static Backend open(String name, BackendOptions options) {
    return require(name).open(options);
  }

  /** A backend without gradients gets them from the tape, as it does in training. */
  static Backend differentiable(Backend backend) {
    return backend.capabilities().gradients() ? backend : TapeBackend.on(backend);
  }

  /**
   * The provider of a backend that is available.
   *
   * @throws InvalidInputException if it is not, saying why
   */
  static BackendProvider require(String name) {
    List<BackendProvider> known = providers();
    for (BackendProvider provider : known) {
      if (provider.name().equals(name)) {
        Availability availability = provider.availability();
        if (!availability.available()) {
          throw new InvalidInputException(
              "backend %s is not available: %s".formatted(name, availability.reason()));
        }
        return provider;
      }
    }
    String names = known.stream().map(BackendProvider::name).collect(Collectors.joining(", "));
    throw new InvalidInputException(
        "there is no backend %s in this build; choose from %s".formatted(name, names));
  }
}
