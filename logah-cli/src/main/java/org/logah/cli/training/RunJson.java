package org.logah.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.logah.api.InvalidInputException;

/** The JSON of configurations and metrics; unknown and missing fields are refused. */
public final class RunJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private RunJson() {}

  /** A new object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * The object of a text.
   *
   * @throws InvalidInputException if it is not JSON, or no object
   */
  public static ObjectNode object(String text) {
    JsonNode read = parse(text);
    if (read instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidInputException("JSON is no object: " + text);
  }

  private static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException("JSON cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * A value of this type.
   *
   * @throws InvalidInputException if a field is missing, unknown or impossible
   */
  public static <T> T value(ObjectNode json, Class<T> type) {
    try {
      return MAPPER.treeToValue(json, type);
    } catch (ValueInstantiationException e) {
      if (e.getCause() instanceof InvalidInputException cause) {
        throw cause;
      }
      throw new InvalidInputException("settings: " + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException("settings: " + e.getOriginalMessage(), e);
    }
  }

  /** The object of a record. */
  public static ObjectNode of(Record value) {
    return MAPPER.valueToTree(value);
  }

  /** The JSON of a value. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The JSON of a value, on several lines. */
  public static String pretty(Object value) {
    try {
      return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
