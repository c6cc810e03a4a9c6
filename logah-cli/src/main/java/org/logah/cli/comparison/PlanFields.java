package org.logah.cli.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The fields of an object of a plan; what is wrong with them is collected. */
final class PlanFields {
  private final ObjectNode json;
  private final String place;
  private final List<String> problems;
  private final Set<String> known = new HashSet<>();

  /**
   * The fields of an object.
   *
   * @param place where the object is, for messages; empty for the plan itself
   * @param problems to which what is wrong is added
   */
  PlanFields(ObjectNode json, String place, List<String> problems) {
    this.json = json;
    this.place = place;
    this.problems = problems;
  }

  /** Adds a problem of a field. */
  void problem(String name, String what) {
    problems.add("%s%s %s".formatted(place.isEmpty() ? "" : place + ".", name, what));
  }

  private <T> T value(
      String name,
      T otherwise,
      Predicate<JsonNode> fits,
      Function<JsonNode, T> read,
      String expected) {
    known.add(name);
    JsonNode node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!fits.test(node)) {
      problem(name, "is %s, not %s".formatted(node, expected));
      return otherwise;
    }
    return read.apply(node);
  }

  boolean has(String name) {
    known.add(name);
    return json.hasNonNull(name);
  }

  /** Notes that a field is missing, unless it is there. */
  boolean require(String name) {
    if (!has(name)) {
      problem(name, "is missing");
    }
    return has(name);
  }

  String text(String name, String otherwise) {
    return value(name, otherwise, JsonNode::isTextual, JsonNode::asText, "a text");
  }

  Double number(String name, Double otherwise) {
    return value(name, otherwise, JsonNode::isNumber, JsonNode::asDouble, "a number");
  }

  Long whole(String name, Long otherwise) {
    return value(
        name,
        otherwise,
        node -> node.isIntegralNumber() && node.canConvertToLong(),
        JsonNode::asLong,
        "a whole number");
  }

  int small(String name, int otherwise) {
    return value(name, otherwise, JsonNode::isInt, JsonNode::asInt, "a whole number");
  }

  boolean flag(String name) {
    return value(name, false, JsonNode::isBoolean, JsonNode::asBoolean, "true or false");
  }

  List<String> texts(String name) {
    return list(name, JsonNode::isTextual, JsonNode::asText, "texts");
  }

  List<Double> numbers(String name) {
    return list(name, JsonNode::isNumber, JsonNode::asDouble, "numbers");
  }

  List<Long> wholes(String name) {
    return list(
        name,
        node -> node.isIntegralNumber() && node.canConvertToLong(),
        JsonNode::asLong,
        "whole numbers");
  }

  private <T> List<T> list(
      String name, Predicate<JsonNode> fits, Function<JsonNode, T> read, String expected) {
    List<T> found = new ArrayList<>();
    JsonNode array =
        value(name, json.arrayNode(), JsonNode::isArray, Function.identity(), "a list");
    for (JsonNode element : array) {
      if (fits.test(element)) {
        found.add(read.apply(element));
      } else {
        problem(name, "holds %s, but takes %s".formatted(element, expected));
      }
    }
    return found;
  }

  /** The objects of a list, each with its place in it. */
  List<PlanFields> objects(String name) {
    List<PlanFields> found = new ArrayList<>();
    List<ObjectNode> nodes = list(name, JsonNode::isObject, node -> (ObjectNode) node, "objects");
    for (int i = 0; i < nodes.size(); i++) {
      found.add(new PlanFields(nodes.get(i), "%s[%d]".formatted(name, i), problems));
    }
    return found;
  }

  /** An object in this one. */
  Optional<PlanFields> object(String name) {
    return json(name).map(node -> new PlanFields(node, name, problems));
  }

  /** An object in this one, as it is. */
  Optional<ObjectNode> json(String name) {
    return Optional.ofNullable(
        value(name, null, JsonNode::isObject, node -> (ObjectNode) node, "an object"));
  }

  /** Notes every field that nobody asked for. */
  void refuseOthers() {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                problem(name, "is unknown here");
              }
            });
  }
}
