package org.logah.ghn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Shape;

/**
 * How a factored checkpoint holds one parameter.
 *
 * @param shape of the parameter
 * @param kernel height and width of a weight that is held by its factors; empty for what is held
 *     whole
 */
record FactoredParameter(Shape shape, List<Long> kernel) {
  static final String A = ".a";
  static final String B = ".b";

  static FactoredParameter whole(Shape shape) {
    return new FactoredParameter(shape, List.of());
  }

  boolean isFactored() {
    return !kernel.isEmpty();
  }

  /** The names of its tensors. */
  List<String> tensors(String name) {
    return isFactored() ? List.of(name + A, name + B) : List.of(name);
  }

  /**
   * Its tensors with their shapes.
   *
   * @param decoded what the decoder was asked for
   */
  Map<String, Shape> shapes(String name, DecodeShape decoded, long rank) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    if (isFactored()) {
      shapes.put(name + A, Shape.of(decoded.out() * kernel.get(0), rank));
      shapes.put(name + B, Shape.of(decoded.in() * kernel.get(1), rank));
    } else {
      shapes.put(name, shape);
    }
    return shapes;
  }
}
