package org.logah.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.logah.api.DType;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.ghn.ParameterSink;
import org.logah.models.layout.ExportedTensor;
import org.logah.models.layout.Layout;

/** Turns predicted parameters into the tensors of a layout and passes them on. */
final class ExportSink implements ParameterSink {
  private final Map<String, List<ExportedTensor>> byParameter = new LinkedHashMap<>();
  private final DType dtype;
  private final TensorOutput output;
  private final Consumer<TensorDeclaration> listener;

  /**
   * A sink that has taken nothing yet.
   *
   * @param listener told of every tensor that the output has taken; if it throws, all ends
   */
  ExportSink(
      Layout layout, DType dtype, TensorOutput output, Consumer<TensorDeclaration> listener) {
    this.dtype = dtype;
    this.output = output;
    this.listener = listener;
    for (ExportedTensor tensor : layout.tensors()) {
      byParameter.computeIfAbsent(tensor.parameter(), name -> new ArrayList<>()).add(tensor);
    }
  }

  /** What a layout's file holds, in its order. */
  static List<TensorDeclaration> declarations(Layout layout, DType dtype) {
    return layout.tensors().stream().map(tensor -> declaration(tensor, dtype)).toList();
  }

  private static TensorDeclaration declaration(ExportedTensor tensor, DType dtype) {
    return new TensorDeclaration(tensor.name(), dtype, tensor.shape());
  }

  @Override
  public void accept(ParameterSpec spec, Tensor value) throws IOException {
    Tensor stored = value.dtype() == dtype ? value : value.cast(dtype);
    for (ExportedTensor tensor : byParameter.get(spec.name())) {
      boolean whole = tensor.shape().equals(spec.shape());
      output.write(
          tensor.name(), whole ? stored : stored.slice(0, tensor.firstRow(), tensor.endRow()));
      listener.accept(declaration(tensor, dtype));
    }
  }
}
