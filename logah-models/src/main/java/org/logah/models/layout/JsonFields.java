package org.logah.models.layout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.logah.api.InvalidInputException;

/** The fields of a JSON object; collects what is wrong with them, to tell it all at once. */
final class JsonFields {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode node;
  private final String path;
  private final List<String> problems;
  private boolean incomplete;

  JsonFields(ObjectNode node) {
    this(node, "", new ArrayList<>());
  }

  private JsonFields(ObjectNode node, String path, List<String> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
  }

  static ObjectNode parse(String json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return object;
      }
      throw new InvalidInputException("config.json: it holds no JSON object");
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "config.json: it is not valid JSON: " + e.getOriginalMessage(), e);
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Whether the field is there and not null. */
  boolean has(String field) {
    return node.hasNonNull(field);
  }

  /** The fields of an object in a field, none if it is absent; problems are shared. */
  JsonFields in(String field) {
    JsonNode value = node.path(field);
    if (has(field) && !value.isObject()) {
      refuse("%s is %s, not an object".formatted(path + field, value));
    }
    ObjectNode fields = value instanceof ObjectNode object ? object : object();
    return new JsonFields(fields, path + field + ".", problems);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** A field that must be there; 1 where it is missing or no integer. */
  int integer(String field) {
    if (!has(field)) {
      refuse(path + field + " is missing");
      incomplete = true;
      return 1;
    }
    return integer(field, 1);
  }

  int integer(String field, int otherwise) {
    JsonNode value = node.path(field);
    if (!has(field)) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      refuse("%s is %s, not an integer".formatted(path + field, value));
      incomplete = true;
      return otherwise;
    }
    return value.intValue();
  }

  double number(String field, double otherwise) {
    JsonNode value = node.path(field);
    if (!has(field)) {
      return otherwise;
    }
    if (!value.isNumber()) {
      refuse("%s is %s, not a number".formatted(path + field, value));
      incomplete = true;
      return otherwise;
    }
    return value.doubleValue();
  }

  boolean flag(String field, boolean otherwise) {
    JsonNode value = node.path(field);
    if (!has(field)) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      refuse("%s is %s, not true or false".formatted(path + field, value));
      return otherwise;
    }
    return value.booleanValue();
  }

  /** Refuses a flag that is set otherwise; absent it is as required. */
  void require(String field, boolean required) {
    if (flag(field, required) != required) {
      refuse("%s is %s; only %s is supported".formatted(path + field, !required, required));
    }
  }

  /** Refuses a number that is set otherwise; absent it is as required. */
  void require(String field, int required) {
    if (integer(field, required) != required) {
      refuse("%s is %s; only %d is supported".formatted(path + field, node.get(field), required));
    }
  }

  /** Refuses a text that is set to none of those; absent it is as required. */
  void require(String field, List<String> supported) {
    if (has(field) && !supported.contains(node.get(field).asText())) {
      refuse(
          "%s is %s; only %s is supported"
              .formatted(path + field, node.get(field), String.join(" or ", supported)));
    }
  }

  String text(String field) {
    return node.path(field).asText();
  }

  /** Number of entries of an object or array, 0 for anything else. */
  int size(String field) {
    return node.path(field).size();
  }

  void refuse(String problem) {
    problems.add(problem);
  }

  /**
   * What the fields describe, unless something is wrong with them.
   *
   * @throws InvalidInputException naming all that is wrong, also what the configuration itself
   *     finds
   */
  <C> C build(Supplier<C> configuration) {
    C built = null;
    if (!incomplete) {
      try {
        built = configuration.get();
      } catch (InvalidInputException e) {
        problems.add(e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException("config.json: " + String.join("; ", problems));
    }
    return built;
  }
}
