package org.logah.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;

/**
 * A hypernetwork that recordings were made with.
 *
 * @param parameters the caller closes them
 */
record GoldenHypernetwork(
    HypernetworkConfig config, StoredParameters parameters, Hypernetwork hypernetwork)
    implements AutoCloseable {

  static GoldenHypernetwork load(String name, Backend backend) throws IOException {
    JsonNode json = Golden.json("ghn_" + name);
    HypernetworkConfig config = config(name, json.get("config"));
    Map<String, Tensor> tensors =
        json.get("weights").asText().endsWith(".safetensors")
            ? stored(name, config, backend)
            : synthetic(config, backend);
    StoredParameters parameters = new StoredParameters(tensors);
    return new GoldenHypernetwork(config, parameters, new Hypernetwork(config, parameters));
  }

  static HypernetworkConfig config(String name, JsonNode json) {
    boolean lowRank = json.path("lora").asBoolean();
    return new HypernetworkConfig(
        name.startsWith("gpt")
            ? HypernetworkConfig.Family.LANGUAGE
            : HypernetworkConfig.Family.VISION,
        json.get("hid").asInt(),
        json.get("layers").asInt(),
        json.get("heads").asInt(),
        json.get("num_classes").asInt(),
        StreamSupport.stream(json.get("max_shape").spliterator(), false)
            .map(JsonNode::asInt)
            .toList(),
        lowRank
            ? new DecoderConfig.LowRank(
                json.get("lora_r").asInt(),
                json.get("max_ck_lora").asInt(),
                json.get("use_1d_decoder").asBoolean())
            : new DecoderConfig.Dense(),
        json.get("weight_norm").asBoolean(),
        json.get("layernorm").asBoolean());
  }

  private static Map<String, Tensor> stored(String name, HypernetworkConfig config, Backend backend)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (TensorSource source = TensorSource.open(Golden.path("ghn_" + name + ".safetensors"))) {
      for (ParameterSpec spec : Hypernetwork.parameters(config)) {
        tensors.put(spec.name(), source.load(spec.name(), backend));
      }
    }
    return tensors;
  }

  private static Map<String, Tensor> synthetic(HypernetworkConfig config, Backend backend) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<ParameterSpec> specs = Hypernetwork.parameters(config);
    for (ParameterSpec spec : specs) {
      long[] shape = spec.shape().toArray();
      tensors.put(
          spec.name(), backend.tensor(SyntheticValues.parameter(spec.name(), shape), shape));
    }
    return tensors;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
