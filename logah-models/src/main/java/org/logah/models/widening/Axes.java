package org.logah.models.widening;

import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;

/** What the axes of parameters are for. */
final class Axes {
  private Axes() {}

  /** The axis that is multiplied and added up, or -1 for none. */
  static int read(ModelConfig model, ParameterSpec spec) {
    if (spec.role() != ParameterRole.WEIGHT || isTiedTable(model, spec)) {
      return -1;
    }
    return model instanceof Gpt2Config && isOfBlock(spec) ? 0 : 1;
  }

  /** How many parts lie one after the other: query, key and value where they are one parameter. */
  static long parts(ParameterSpec spec, int axis) {
    String name = spec.name();
    boolean rows = name.contains(".in_proj_") || name.endsWith(".c_attn.bias");
    return (rows && axis == 0) || (name.endsWith(".c_attn.weight") && axis == 1) ? 3 : 1;
  }

  /** Whether a parameter belongs to one of the blocks, not to what is before and after them. */
  static boolean isOfBlock(ParameterSpec spec) {
    String name = spec.name();
    return name.startsWith("transformer.h.")
        || name.startsWith("encoder.layers.")
        || name.startsWith("model.layers.");
  }

  /** A tied table cannot be divided, so what its head reads is. */
  static boolean isReadByTiedHead(ModelConfig model, ParameterSpec spec) {
    return isTied(model)
        && (spec.name().startsWith("transformer.ln_f.") || spec.name().startsWith("model.norm."));
  }

  private static boolean isTiedTable(ModelConfig model, ParameterSpec spec) {
    return isTied(model) && spec.name().equals("lm_head.weight");
  }

  private static boolean isTied(ModelConfig model) {
    return (model instanceof Gpt2Config gpt2 && gpt2.tied())
        || (model instanceof LlamaConfig llama && llama.tied());
  }
}
