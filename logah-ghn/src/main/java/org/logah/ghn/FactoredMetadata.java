package org.logah.ghn;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.logah.api.Shape;

/** The metadata of a factored checkpoint, and what is wrong with them. */
final class FactoredMetadata {
  static final String FORMAT_KEY = "format";
  static final String FORMAT = "logah-factored";
  static final String VERSION_KEY = "version";
  static final String VERSION = "1";
  static final String PARAMETERS_KEY = "parameters";

  private static final String SHAPE = "shape";
  private static final String KERNEL = "kernel";
  private static final int MAX_DIMENSIONS = 8;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private FactoredMetadata() {}

  static Map<String, String> write(
      Map<String, String> provenance, Map<String, FactoredParameter> parameters) {
    ObjectNode json = MAPPER.createObjectNode();
    parameters.forEach(
        (name, parameter) -> {
          ObjectNode object = json.putObject(name);
          ArrayNode shape = object.putArray(SHAPE);
          for (long size : parameter.shape().toArray()) {
            shape.add(size);
          }
          if (parameter.isFactored()) {
            ArrayNode kernel = object.putArray(KERNEL);
            parameter.kernel().forEach(kernel::add);
          }
        });
    Map<String, String> metadata = new TreeMap<>(provenance);
    metadata.put(FORMAT_KEY, FORMAT);
    metadata.put(VERSION_KEY, VERSION);
    metadata.put(PARAMETERS_KEY, json.toString());
    return metadata;
  }

  /** How the parameters were made. */
  static Map<String, String> provenance(Map<String, String> metadata) {
    Map<String, String> provenance = new TreeMap<>(metadata);
    provenance.keySet().removeAll(List.of(FORMAT_KEY, VERSION_KEY, PARAMETERS_KEY));
    return provenance;
  }

  /**
   * The parameters of a text.
   *
   * @param problems to add everything to that is wrong
   */
  static Map<String, FactoredParameter> read(String text, List<String> problems) {
    Map<String, FactoredParameter> parameters = new LinkedHashMap<>();
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      problems.add("its parameters are not JSON: " + e.getOriginalMessage());
      return parameters;
    }
    if (!json.isObject()) {
      problems.add("its parameters are not a JSON object");
      return parameters;
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      String name = field.getKey();
      List<Long> shape = sizes(field.getValue().path(SHAPE));
      boolean factored = field.getValue().has(KERNEL);
      List<Long> kernel = sizes(field.getValue().path(KERNEL));
      if (shape.isEmpty() || isTooLarge(shape)) {
        problems.add("the shape of parameter %s is no list of positive sizes".formatted(name));
      } else if (factored && kernel.size() != 2) {
        problems.add("the kernel of parameter %s is not two positive sizes".formatted(name));
      } else {
        Shape whole = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
        parameters.put(name, new FactoredParameter(whole, factored ? kernel : List.of()));
      }
    }
    return parameters;
  }

  /** Empty unless they are one or more positive whole numbers. */
  private static List<Long> sizes(JsonNode array) {
    List<Long> sizes = new ArrayList<>();
    for (JsonNode size : array) {
      if (!array.isArray()
          || !size.canConvertToLong()
          || !size.isIntegralNumber()
          || size.asLong() < 1) {
        return List.of();
      }
      sizes.add(size.asLong());
    }
    return sizes.size() > MAX_DIMENSIONS ? List.of() : sizes;
  }

  /** Whether the bytes cannot be counted. */
  private static boolean isTooLarge(List<Long> sizes) {
    double bytes = Double.BYTES;
    for (long size : sizes) {
      bytes *= size;
    }
    return bytes >= Long.MAX_VALUE;
  }
}
