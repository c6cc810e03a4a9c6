package org.logah.ghn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.logah.api.InvalidInputException;
import org.logah.graph.SizeFeatures;

/** {@link HypernetworkConfig} as the JSON text that checkpoints hold. */
final class ConfigJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LOW_RANK = "low-rank";
  private static final String DENSE = "dense";

  private final JsonNode json;
  private final List<String> problems = new ArrayList<>();

  private ConfigJson(JsonNode json) {
    this.json = json;
  }

  static String write(HypernetworkConfig config) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("family", config.family().name().toLowerCase(Locale.ROOT));
    json.put("hidden", config.hidden());
    json.put("layers", config.layers());
    json.put("heads", config.heads());
    json.put("classes", config.classes());
    ArrayNode maxShape = json.putArray("max_shape");
    config.maxShape().forEach(maxShape::add);
    ObjectNode decoder = json.putObject("decoder");
    if (config.decoder() instanceof DecoderConfig.LowRank lowRank) {
      decoder.put("type", LOW_RANK);
      decoder.put("rank", lowRank.rank());
      decoder.put("max_rows", lowRank.maxRows());
      decoder.put("vector_decoder", lowRank.vectorDecoder());
    } else {
      decoder.put("type", DENSE);
    }
    json.put("weight_norm", config.weightNorm());
    json.put("final_norm", config.finalNorm());
    if (!config.widths().equals(WidthHandling.PUBLISHED)) {
      ObjectNode widths = json.putObject("widths");
      widths.put("sizes", config.widths().sizes().name().toLowerCase(Locale.ROOT));
      widths.put("row_grid", config.widths().rowGrid());
      widths.put("linear_fan_in", config.widths().linearFanIn());
    }
    return json.toString();
  }

  /**
   * The configuration of a text.
   *
   * @throws InvalidInputException naming every field that is missing or wrong
   */
  static HypernetworkConfig read(String text) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "hypernetwork configuration: not JSON: " + e.getOriginalMessage(), e);
    }
    return new ConfigJson(json).config();
  }

  private HypernetworkConfig config() {
    String family = text(json, "family");
    JsonNode decoder = json.path("decoder");
    DecoderConfig decoderConfig = new DecoderConfig.Dense();
    switch (text(decoder, "type")) {
      case LOW_RANK ->
          decoderConfig =
              new DecoderConfig.LowRank(
                  number(decoder, "rank"),
                  number(decoder, "max_rows"),
                  flag(decoder, "vector_decoder"));
      case DENSE -> {}
      default -> problems.add("decoder type is neither %s nor %s".formatted(LOW_RANK, DENSE));
    }
    List<Integer> maxShape = numbers(json, "max_shape");
    int hidden = number(json, "hidden");
    int layers = number(json, "layers");
    int heads = number(json, "heads");
    int classes = number(json, "classes");
    boolean weightNorm = flag(json, "weight_norm");
    boolean finalNorm = flag(json, "final_norm");
    if (!family.equals("vision") && !family.equals("language")) {
      problems.add("family is neither vision nor language");
    }
    WidthHandling widths =
        json.has("widths") ? widths(json.get("widths")) : WidthHandling.PUBLISHED;
    if (!problems.isEmpty()) {
      throw new InvalidInputException("hypernetwork configuration: " + String.join("; ", problems));
    }
    return new HypernetworkConfig(
        HypernetworkConfig.Family.valueOf(family.toUpperCase(Locale.ROOT)),
        hidden,
        layers,
        heads,
        classes,
        maxShape,
        decoderConfig,
        weightNorm,
        finalNorm,
        widths);
  }

  /** As published where there are problems, so that what follows from them is not told instead. */
  private WidthHandling widths(JsonNode object) {
    String sizes = text(object, "sizes");
    int rowGrid = number(object, "row_grid");
    boolean linearFanIn = flag(object, "linear_fan_in");
    Optional<SizeFeatures> features =
        Arrays.stream(SizeFeatures.values())
            .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(sizes))
            .findFirst();
    if (features.isEmpty()) {
      problems.add("widths.sizes is \"%s\", none of table, fourier and both".formatted(sizes));
    }
    return problems.isEmpty()
        ? new WidthHandling(features.get(), rowGrid, linearFanIn)
        : WidthHandling.PUBLISHED;
  }

  private String text(JsonNode object, String field) {
    if (!object.path(field).isTextual()) {
      problems.add(field + " is missing or no text");
    }
    return object.path(field).asText();
  }

  private int number(JsonNode object, String field) {
    if (!object.path(field).isInt()) {
      problems.add(field + " is missing or no whole number");
    }
    return object.path(field).asInt();
  }

  private List<Integer> numbers(JsonNode object, String field) {
    List<Integer> numbers = new ArrayList<>();
    boolean whole = object.path(field).isArray();
    for (JsonNode element : object.path(field)) {
      whole &= element.isInt();
      numbers.add(element.asInt());
    }
    if (!whole) {
      problems.add(field + " is missing or no list of whole numbers");
    }
    return numbers;
  }

  private boolean flag(JsonNode object, String field) {
    if (!object.path(field).isBoolean()) {
      problems.add(field + " is missing or neither true nor false");
    }
    return object.path(field).asBoolean();
  }
}
