package org.logah.graph;

import java.util.List;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Tensor;
import org.logah.api.nn.Linear;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/**
 * Features of sizes that change smoothly with them: x = log₂ size / 16, and sin and cos of 2ᵏ π x
 * for k = 0, 1, ... for each of out, in, kernel height and kernel width, then a linear map.
 */
final class FourierSizes {
  private static final int FREQUENCIES = 6;
  private static final int PER_SIZE = 1 + 2 * FREQUENCIES;
  private static final int SIZES = 4;
  private static final double LARGEST_LOGARITHM = 16;

  private final Linear map;

  FourierSizes(GraphEncoderConfig config) {
    map = Linear.of("shape_enc.fourier", (long) SIZES * PER_SIZE, config.hidden());
  }

  List<ParameterSpec> parameters() {
    return map.parameters();
  }

  /** The features {@code [graphs, nodes, hidden]}; zeros go in for nodes without a size. */
  Tensor forward(Parameters parameters, GraphBatch batch, Backend backend, DType dtype) {
    long[] sizes = batch.sizes;
    double[] features = new double[sizes.length * PER_SIZE];
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 0) {
        double x = Math.log((double) sizes[i]) / Math.log(2) / LARGEST_LOGARITHM;
        features[i * PER_SIZE] = x;
        for (int k = 0; k < FREQUENCIES; k++) {
          double angle = (1 << k) * Math.PI * x;
          features[i * PER_SIZE + 1 + 2 * k] = Math.sin(angle);
          features[i * PER_SIZE + 2 + 2 * k] = Math.cos(angle);
        }
      }
    }
    long graphs = batch.graphs().size();
    return map.forward(
        parameters,
        backend.tensor(features, graphs, batch.nodes(), (long) SIZES * PER_SIZE).cast(dtype));
  }
}
