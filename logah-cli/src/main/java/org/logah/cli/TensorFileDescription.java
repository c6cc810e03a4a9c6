package org.logah.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.logah.api.safetensors.TensorSource;

/**
 * What there is to know of a safetensors file or folder.
 *
 * @param elements of all tensors
 * @param types number of tensors by element type
 */
record TensorFileDescription(
    Path file, int tensors, long elements, Map<String, Long> types, Map<String, String> metadata) {
  private static final int LONGEST = 200;

  static TensorFileDescription of(Path file, TensorSource source) {
    Map<String, Long> types =
        source.tensors().values().stream()
            .collect(
                Collectors.groupingBy(
                    tensor -> Words.lower(tensor.dtype()), TreeMap::new, Collectors.counting()));
    long elements = source.tensors().values().stream().mapToLong(t -> t.shape().elements()).sum();
    return new TensorFileDescription(
        file, source.tensors().size(), elements, types, new TreeMap<>(source.metadata()));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: safetensors, %d tensors, %,d elements, number by type %s",
            file,
            tensors,
            elements,
            types));
    metadata.forEach((key, value) -> text.append("\n  %s: %s".formatted(key, shortened(value))));
    return text.toString();
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST
        ? value
        : "%s... (%d characters)".formatted(value.substring(0, LONGEST), value.length());
  }

  String json() {
    ObjectNode root = Json.object();
    root.put("file", file.toString()).put("tensors", tensors).put("elements", elements);
    ObjectNode counts = root.putObject("types");
    types.forEach(counts::put);
    ObjectNode texts = root.putObject("metadata");
    metadata.forEach(texts::put);
    return root.toString();
  }
}
