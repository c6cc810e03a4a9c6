package org.logah.api.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;

/** The check that tensors found somewhere are those expected there. */
public final class NamedShapes {
  private static final int TOLD = 20;

  private NamedShapes() {}

  /**
   * The same names, each with the same shape.
   *
   * @param where what holds the tensors, for the message
   * @throws InvalidInputException naming every missing, unexpected and misshapen tensor, of each
   *     kind the first twenty
   */
  public static void requireEqual(
      String where, Map<String, Shape> expected, Map<String, Shape> found) {
    List<String> missing = new ArrayList<>();
    List<String> unexpected = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          Shape actual = found.get(name);
          if (actual == null) {
            missing.add(name);
          } else if (!actual.equals(shape)) {
            misshapen.add("%s is %s, not %s".formatted(name, actual, shape));
          }
        });
    found.keySet().stream().filter(name -> !expected.containsKey(name)).forEach(unexpected::add);
    requireNone(where + " does not hold the tensors expected", missing, unexpected, misshapen);
  }

  /**
   * Nothing missing, unexpected or misshapen.
   *
   * @param failure the sentence that the names follow
   * @throws InvalidInputException naming everything that is, of each kind the first twenty
   */
  public static void requireNone(
      String failure, List<String> missing, List<String> unexpected, List<String> misshapen) {
    List<String> problems = new ArrayList<>();
    tell(problems, "missing", missing);
    tell(problems, "unexpected", unexpected);
    tell(problems, "misshapen", misshapen);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(failure + ": " + String.join("; ", problems));
    }
  }

  private static void tell(List<String> problems, String kind, List<String> names) {
    if (!names.isEmpty()) {
      String told = String.join(", ", names.subList(0, Math.min(TOLD, names.size())));
      String more = names.size() > TOLD ? " and %d more".formatted(names.size() - TOLD) : "";
      problems.add(kind + " " + told + more);
    }
  }
}
