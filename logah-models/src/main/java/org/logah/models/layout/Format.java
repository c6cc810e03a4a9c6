package org.logah.models.layout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.logah.api.DType;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.ModelConfig;

/** How one piece of software keeps the models of one family. */
interface Format<C extends ModelConfig> {
  String name();

  Class<C> configType();

  /** The tensors that hold a parameter, in the order of its rows. */
  List<ExportedTensor> export(C config, ParameterSpec spec);

  /** The form of a tensor's name in which names that mean the same are equal. */
  default String key(String name) {
    return name;
  }

  /** Whether a file may hold something of this key that is not a parameter. */
  default boolean tolerates(C config, String key) {
    return false;
  }

  /** Whether a config.json is of this format. */
  boolean recognises(ObjectNode root);

  C readConfig(ObjectNode root);

  ObjectNode writeConfig(C config, DType dtype);

  /** The parameter as one tensor of another name. */
  static List<ExportedTensor> whole(ParameterSpec spec, String name) {
    return List.of(new ExportedTensor(name, spec.name(), 0, spec.shape()));
  }
}
