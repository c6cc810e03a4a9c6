package org.logah.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.safetensors.TensorSource;
import org.logah.models.layout.ExportedTensor;
import org.logah.models.layout.Layout;

/** A predicted folder read back: its layout and the network's parameters, as F32. */
record PredictedFolder(Layout layout, Map<String, Tensor> parameters) {
  static PredictedFolder read(Path folder, Backend backend) throws IOException {
    Layout layout = Layout.fromConfigJson(Files.readString(folder.resolve("config.json")));
    Map<String, List<Tensor>> rows = new LinkedHashMap<>();
    try (TensorSource source = TensorSource.open(folder)) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      source.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
      for (ExportedTensor tensor : layout.match(shapes)) {
        rows.computeIfAbsent(tensor.parameter(), name -> new ArrayList<>())
            .add(source.load(tensor.name(), backend).cast(DType.F32));
      }
    }
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    rows.forEach(
        (name, parts) ->
            parameters.put(name, parts.size() == 1 ? parts.get(0) : backend.concat(parts, 0)));
    return new PredictedFolder(layout, parameters);
  }

  /** The output for an input that fills the example input's shape, varied but fixed. */
  float[] forward(Backend backend) {
    return forward(layout, parameters, backend);
  }

  static float[] forward(Layout layout, Map<String, Tensor> parameters, Backend backend) {
    var network = layout.config().network();
    var example = network.exampleInput();
    int count = Math.toIntExact(example.shape().elements());
    Tensor input;
    if (example.dtype() == DType.I64) {
      long[] tokens = new long[count];
      for (int i = 0; i < count; i++) {
        tokens[i] = (7L * i + 3) % 50;
      }
      input = backend.tensor(tokens, example.shape().toArray());
    } else {
      float[] pixels = new float[count];
      for (int i = 0; i < count; i++) {
        pixels[i] = (float) Math.sin(0.37 * i);
      }
      input = backend.tensor(pixels, example.shape().toArray());
    }
    return network.forward(parameters::get, input).toFloats();
  }
}
