package org.logah.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.logah.api.DType;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.ghn.PredictedTensor;
import org.logah.ghn.PredictionSink;
import org.logah.ghn.TiledTensor;
import org.logah.models.layout.ExportedTensor;
import org.logah.models.layout.Layout;

/** Turns predicted parameters into the tensors of a layout and passes them on in pieces. */
final class ExportSink implements PredictionSink {
  private final Map<String, List<ExportedTensor>> byParameter = new LinkedHashMap<>();
  private final DType dtype;
  private final TensorOutput output;
  private final long pieceBytes;
  private final LongConsumer listener;
  private final Profile profile;

  /**
   * A sink that has taken nothing yet.
   *
   * @param pieceBytes most bytes that the output is given at once
   * @param listener told of the bytes of every piece that the output has taken; if it throws, all
   *     ends
   */
  ExportSink(
      Layout layout,
      DType dtype,
      TensorOutput output,
      long pieceBytes,
      LongConsumer listener,
      Profile profile) {
    this.dtype = dtype;
    this.output = output;
    this.pieceBytes = pieceBytes;
    this.listener = listener;
    this.profile = profile;
    for (ExportedTensor tensor : layout.tensors()) {
      byParameter.computeIfAbsent(tensor.parameter(), name -> new ArrayList<>()).add(tensor);
    }
  }

  /** What a layout's file holds, in its order. */
  static List<TensorDeclaration> declarations(Layout layout, DType dtype) {
    return layout.tensors().stream()
        .map(tensor -> new TensorDeclaration(tensor.name(), dtype, tensor.shape()))
        .toList();
  }

  @Override
  public void accept(ParameterSpec spec, PredictedTensor value) throws IOException {
    TiledTensor tiled = profile.timed(Profile.Part.MULTIPLYING, value::tiled);
    TiledTensor stored = profile.timed(Profile.Part.CONVERTING, () -> tiled.cast(dtype));
    for (ExportedTensor tensor : byParameter.get(spec.name())) {
      long[] outside = {System.nanoTime()};
      stored.pieces(
          tensor.firstRow(),
          tensor.endRow(),
          pieceBytes,
          piece -> {
            profile.add(Profile.Part.TILING, System.nanoTime() - outside[0]);
            output.write(tensor.name(), piece);
            listener.accept(BackgroundOutput.bytes(piece));
            outside[0] = System.nanoTime();
          });
    }
  }
}
