package org.logah.models.initialisation;

import java.util.List;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;

/** A way to give a network its initial values. Immutable, for any number of threads. */
public interface Initialisation {
  /** In a word, as users write it. */
  String name();

  /**
   * Values for all parameters, a function of the seed and of nothing else.
   *
   * @param backend where they live, as {@link org.logah.api.DType#F32}, in its current scope
   * @throws InvalidInputException if it is not defined for the network, saying why
   */
  StoredParameters initialise(Network network, Backend backend, long seed);

  /** All there are: {@code random}, {@code orthogonal} and {@code mimetic}. */
  static List<Initialisation> all() {
    return List.of(
        new RandomInitialisation(),
        new OrthogonalInitialisation(),
        MimeticInitialisation.PUBLISHED);
  }

  /**
   * The one of a name.
   *
   * @throws InvalidInputException if there is none; the message lists those there are
   */
  static Initialisation named(String name) {
    return all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "there is no initialisation %s; choose from %s"
                        .formatted(
                            name,
                            String.join(", ", all().stream().map(Initialisation::name).toList()))));
  }
}
