package org.logah.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

/**
 * What a list of architectures consists of.
 *
 * @param values how often each setting has each value, by the name of the setting
 * @param parameters number of parameters of each, sorted
 * @param novelty what is new about each of the networks to test on; empty for others
 */
record ArchitectureSummary(
    Map<String, SortedMap<Integer, Long>> values, List<Long> parameters, List<String> novelty) {
  private static final int LINE = 76;

  static ArchitectureSummary of(List<ModelConfig> configs, List<String> novelty) {
    Map<String, SortedMap<Integer, Long>> values = new LinkedHashMap<>();
    values.put("layers", histogram(configs, ModelConfig::layers));
    values.put("width", histogram(configs, ModelConfig::width));
    values.put("heads", histogram(configs, ModelConfig::heads));
    if (configs.get(0) instanceof VisionTransformerConfig) {
      values.put(
          "patch_size",
          histogram(configs, config -> ((VisionTransformerConfig) config).patchSize()));
    }
    List<Long> parameters = configs.stream().map(ModelConfig::parameterCount).sorted().toList();
    return new ArchitectureSummary(values, parameters, novelty);
  }

  private static SortedMap<Integer, Long> histogram(
      List<ModelConfig> configs, ToIntFunction<ModelConfig> setting) {
    return configs.stream()
        .collect(Collectors.groupingBy(setting::applyAsInt, TreeMap::new, Collectors.counting()));
  }

  private long least() {
    return parameters.get(0);
  }

  /** The lower one of the middle two where their number is even. */
  private long median() {
    return parameters.get((parameters.size() - 1) / 2);
  }

  private long most() {
    return parameters.get(parameters.size() - 1);
  }

  /** A table of how often each value occurs. */
  String text(String title) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%s: %,d architectures%n", title, parameters.size()));
    values.forEach(
        (name, histogram) -> {
          text.append("%s (value:count)%n".formatted(name.replace('_', ' ')));
          text.append(wrap(histogram));
        });
    if (!novelty.isEmpty()) {
      text.append("new about each:%n  %s%n".formatted(String.join(", ", novelty)));
    }
    text.append(
        String.format(
            Locale.ROOT, "parameters: least %,d, median %,d, most %,d", least(), median(), most()));
    return text.toString();
  }

  private static String wrap(SortedMap<Integer, Long> histogram) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(" ");
    for (Map.Entry<Integer, Long> entry : histogram.entrySet()) {
      String cell = " %d:%d".formatted(entry.getKey(), entry.getValue());
      if (line.length() + cell.length() > LINE) {
        lines.append(line).append(System.lineSeparator());
        line = new StringBuilder(" ");
      }
      line.append(cell);
    }
    return lines.append(line).append(System.lineSeparator()).toString();
  }

  String json(String set, long seed, boolean heldOut) {
    ObjectNode root = Json.object();
    root.put("set", set).put("seed", seed).put("held_out", heldOut).put("count", parameters.size());
    values.forEach(
        (name, histogram) -> {
          ObjectNode counts = root.putObject(name);
          histogram.forEach((value, number) -> counts.put(value.toString(), number));
        });
    root.putObject("parameters").put("min", least()).put("median", median()).put("max", most());
    if (!novelty.isEmpty()) {
      ArrayNode texts = root.putArray("novelty");
      novelty.forEach(texts::add);
    }
    return root.toString();
  }
}
