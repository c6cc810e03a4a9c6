package org.logah.ghn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.graph.PositionalTable;

/**
 * What a factored checkpoint of a network holds: of each weight its factors, of anything else its
 * values, all as {@link DType#F32}.
 *
 * <p>To write one, begin a file of {@link #tensors} and {@link #metadata}, and let {@link
 * Hypernetwork#stream} fill it through {@link #sink}.
 */
public final class FactoredPlan {
  private final List<TensorDeclaration> tensors = new ArrayList<>();
  private final Map<String, FactoredParameter> parameters = new LinkedHashMap<>();

  /**
   * The checkpoint of what a hypernetwork predicts for a network.
   *
   * @throws InvalidInputException if its decoder has no factors, or if it cannot predict for the
   *     network
   */
  public FactoredPlan(HypernetworkConfig config, Network network) {
    if (!(config.decoder() instanceof DecoderConfig.LowRank lowRank)) {
      throw new InvalidInputException(
          "the hypernetwork has GHN-3's dense decoder, which knows no factors; predict the whole"
              + " tensors");
    }
    PredictionPlan plan = Hypernetwork.plan(config, network);
    for (ParameterSpec spec : network.parameters()) {
      PlannedParameter planned = plan.get(spec.name());
      boolean factored =
          planned != null && !planned.shape().kind().isVector() && !PositionalTable.isOne(spec);
      FactoredParameter parameter =
          factored
              ? new FactoredParameter(
                  spec.shape(),
                  List.of(planned.shape().kernelHeight(), planned.shape().kernelWidth()))
              : FactoredParameter.whole(spec.shape());
      parameters.put(spec.name(), parameter);
      Map<String, Shape> shapes =
          parameter.shapes(spec.name(), factored ? planned.shape() : null, lowRank.rank());
      shapes.forEach((name, shape) -> tensors.add(new TensorDeclaration(name, DType.F32, shape)));
    }
  }

  /** The tensors, in the order in which the sink writes them. */
  public List<TensorDeclaration> tensors() {
    return List.copyOf(tensors);
  }

  /**
   * The metadata of the file.
   *
   * @param provenance how the parameters were made, whatever its keys but {@code format}, {@code
   *     version} and {@code parameters}
   */
  public Map<String, String> metadata(Map<String, String> provenance) {
    return FactoredMetadata.write(provenance, parameters);
  }

  /** Writes what is predicted to a writer of {@link #tensors}. */
  public PredictionSink sink(SafetensorsWriter writer) {
    return (spec, value) -> write(spec.name(), value, writer);
  }

  private void write(String name, PredictedTensor value, SafetensorsWriter writer)
      throws IOException {
    if (parameters.get(name).isFactored() && value instanceof LowRankTensor factors) {
      writer.write(name + FactoredParameter.A, factors.a());
      writer.write(name + FactoredParameter.B, factors.b());
    } else {
      writer.write(name, value.tiled().filled());
    }
  }
}
