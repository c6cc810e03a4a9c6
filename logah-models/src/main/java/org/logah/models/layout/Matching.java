package org.logah.models.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.logah.api.Shape;
import org.logah.api.nn.NamedShapes;

/**
 * The search for expected tensors among those of a file.
 *
 * @param expected what must be there
 * @param key makes names comparable
 * @param tolerated keys that may be there as well
 */
record Matching(
    List<ExportedTensor> expected, UnaryOperator<String> key, Predicate<String> tolerated) {

  List<ExportedTensor> find(Map<String, Shape> available, String purpose) {
    Map<String, ExportedTensor> open = new HashMap<>();
    expected.forEach(tensor -> open.put(key.apply(tensor.name()), tensor));
    Map<String, String> nameInFile = new HashMap<>();
    List<String> unexpected = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    for (Map.Entry<String, Shape> entry : new TreeMap<>(available).entrySet()) {
      ExportedTensor tensor = open.remove(key.apply(entry.getKey()));
      if (tensor != null) {
        nameInFile.put(tensor.name(), entry.getKey());
        if (!tensor.shape().equals(entry.getValue())) {
          misshapen.add(
              "%s is %s, not %s".formatted(entry.getKey(), entry.getValue(), tensor.shape()));
        }
      } else if (!tolerated.test(key.apply(entry.getKey()))) {
        unexpected.add(entry.getKey());
      }
    }
    List<String> missing =
        expected.stream()
            .map(ExportedTensor::name)
            .filter(n -> !nameInFile.containsKey(n))
            .toList();
    NamedShapes.requireNone(
        "the tensors cannot be read " + purpose, missing, unexpected, misshapen);
    return expected.stream().map(tensor -> tensor.named(nameInFile.get(tensor.name()))).toList();
  }
}
