package org.logah.ghn.imports;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.safetensors.CorruptFileException;

/**
 * Copies what a pickle built into unmodifiable plain values. Pickled values may contain themselves,
 * or one another a million times, so the copy is limited in depth and in size.
 */
final class PlainValues {
  private static final int DEEPEST = 16;
  private static final int MOST_VALUES = 10_000;

  private final String file;
  private int count;

  PlainValues(String file) {
    this.file = file;
  }

  Map<String, Object> copy(String name, Map<?, ?> map) {
    return copyMap(name, map, 0);
  }

  private Map<String, Object> copyMap(String name, Map<?, ?> map, int depth) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> copy.put(key.toString(), copyValue(name + "." + key, value, depth + 1)));
    return Collections.unmodifiableMap(copy);
  }

  private Object copyValue(String name, Object value, int depth) {
    if (depth > DEEPEST || ++count > MOST_VALUES) {
      throw new CorruptFileException(
          "%s: '%s' is nested deeper than %d or holds more than %d values"
              .formatted(file, Quoted.text(name), DEEPEST, MOST_VALUES));
    }
    if (value == null
        || value instanceof String
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Map<?, ?> map) {
      return copyMap(name, map, depth);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object item : list) {
        copy.add(copyValue(name, item, depth + 1));
      }
      return Collections.unmodifiableList(copy);
    }
    throw new CorruptFileException(
        "%s: '%s' is not a plain value (number, text, list or dict)"
            .formatted(file, Quoted.text(name)));
  }
}
