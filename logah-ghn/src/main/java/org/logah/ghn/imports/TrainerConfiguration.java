package org.logah.ghn.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;

/** Interprets the {@code config} dict of the trainers' checkpoints. */
final class TrainerConfiguration {
  /** The trainers' default, with which language hypernetworks are made. */
  private static final int DEFAULT_CLASSES = 10;

  private final String file;
  private final Map<String, Object> config;
  private final Map<String, ImportedTensor> stateDict;
  private final List<String> problems = new ArrayList<>();

  TrainerConfiguration(
      String file, Map<String, Object> config, Map<String, ImportedTensor> stateDict) {
    this.file = file;
    this.config = config;
    this.stateDict = stateDict;
  }

  HypernetworkConfig interpret() {
    Family family = family(stateDict, problems);
    refuse("ve", false, "graphs without virtual edges");
    refuse("is_ghn2", true, "GHN-2");
    boolean lowRank = truth("lora", false);
    Object decoder = config.getOrDefault("decoder", "conv");
    if (!lowRank && !"conv".equals(decoder)) {
      problems.add(
          "decoder is %s; of the dense ones only conv is supported"
              .formatted(Quoted.text(decoder)));
    }
    DecoderConfig decoderConfig =
        lowRank
            ? new DecoderConfig.LowRank(
                number("lora_r"), number("max_ck_lora"), truth("use_1d_decoder", false))
            : new DecoderConfig.Dense();
    int classes =
        family == Family.LANGUAGE && config.get("num_classes") == null
            ? DEFAULT_CLASSES
            : number("num_classes");
    int hidden = number("hid");
    int layers = number("layers");
    int heads = number("heads");
    List<Integer> maxShape = maxShape();
    boolean weightNorm = truth("weight_norm", null);
    boolean finalNorm = truth("layernorm", null);
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "%s: config: %s".formatted(file, String.join("; ", problems)));
    }
    try {
      return new HypernetworkConfig(
          family, hidden, layers, heads, classes, maxShape, decoderConfig, weightNorm, finalNorm);
    } catch (InvalidInputException e) {
      throw new InvalidInputException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** By the number of primitives that are embedded; null with a problem if it is neither. */
  static Family family(Map<String, ImportedTensor> stateDict, List<String> problems) {
    ImportedTensor embedding = stateDict.get("embed.weight");
    if (embedding == null || embedding.shape().rank() != 2) {
      problems.add("the state dict has no matrix embed.weight, whose rows tell the family");
      return null;
    }
    if (embedding.shape().size(0) == 15) {
      return Family.VISION;
    }
    if (embedding.shape().size(0) == 18) {
      return Family.LANGUAGE;
    }
    problems.add(
        "embed.weight has %d rows, not 15 (vision) or 18 (language)"
            .formatted(embedding.shape().size(0)));
    return null;
  }

  private void refuse(String key, boolean value, String what) {
    if (truth(key, !value) == value) {
      problems.add("%s is %s: %s are not supported".formatted(key, value, what));
    }
  }

  private List<Integer> maxShape() {
    if (config.get("max_shape") instanceof List<?> sizes && sizes.size() == 4) {
      List<Integer> shape = new ArrayList<>();
      for (Object size : sizes) {
        shape.add(number("a size of max_shape", size, Quoted.text(size)));
      }
      return shape;
    }
    problems.add("max_shape is %s, not four sizes".formatted(describe("max_shape")));
    return List.of();
  }

  private int number(String key) {
    return number(key, config.get(key), describe(key));
  }

  private int number(String what, Object value, String quoted) {
    if (value instanceof Long number && number >= 1 && number <= Integer.MAX_VALUE) {
      return Math.toIntExact(number);
    }
    problems.add("%s is %s, not a positive whole number".formatted(what, quoted));
    return 1;
  }

  private boolean truth(String key, Boolean absent) {
    Object value = config.containsKey(key) ? config.get(key) : absent;
    if (value instanceof Boolean truth) {
      return truth;
    }
    problems.add("%s is %s, not True or False".formatted(key, describe(key)));
    return false;
  }

  private String describe(String key) {
    return config.containsKey(key) ? Quoted.text(config.get(key)) : "missing";
  }
}
