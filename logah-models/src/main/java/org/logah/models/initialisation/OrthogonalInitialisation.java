package org.logah.models.initialisation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;

/**
 * Every linear map and convolution has orthonormal rows, or columns where those are fewer, with a
 * gain of 1 (Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning
 * in deep linear neural networks", 2014). A convolution is a matrix of outputs by all else; the
 * maps that a fused projection joins are orthogonal each by itself. The output layer, tables and
 * parameters of one dimension are as in {@link RandomInitialisation}. Defined for every network.
 */
public record OrthogonalInitialisation() implements Initialisation {
  private static final Set<String> OUTPUTS = Set.of("heads.head.weight", "lm_head.weight");

  @Override
  public String name() {
    return "orthogonal";
  }

  @Override
  public StoredParameters initialise(Network network, Backend backend, long seed) {
    String output = outputLayer(network);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      boolean orthogonal = isMap(spec) && !spec.name().equals(output);
      tensors.put(
          spec.name(),
          orthogonal
              ? backend.tensor(values(network, spec, seed), spec.shape().toArray())
              : StoredParameters.draw(spec, backend, seed));
    }
    return new StoredParameters(tensors);
  }

  private static boolean isMap(ParameterSpec spec) {
    return spec.role() == ParameterRole.WEIGHT && spec.shape().rank() >= 2;
  }

  /** The weight of the output layer: known by name, else the last weight of all. */
  private static String outputLayer(Network network) {
    List<String> maps =
        network.parameters().stream()
            .filter(OrthogonalInitialisation::isMap)
            .map(ParameterSpec::name)
            .toList();
    return maps.stream()
        .filter(OUTPUTS::contains)
        .findFirst()
        .orElseGet(() -> maps.isEmpty() ? "" : maps.get(maps.size() - 1));
  }

  private static float[] values(Network network, ParameterSpec spec, long seed) {
    List<MatrixBlock> blocks = blocks(network, spec);
    float[] values = new float[Math.toIntExact(spec.shape().elements())];
    for (int i = 0; i < blocks.size(); i++) {
      MatrixBlock block = blocks.get(i);
      RandomStream random = RandomStream.named(seed, "orthogonal %d %s".formatted(i, spec.name()));
      block.write(Matrices.orthogonal(random, block.rows(), block.columns()), values, spec.shape());
    }
    return values;
  }

  /** The maps in a parameter. */
  private static List<MatrixBlock> blocks(Network network, ParameterSpec spec) {
    List<MatrixBlock> parts =
        AttentionLayer.of(network).orElse(List.of()).stream()
            .flatMap(layer -> layer.projections().stream())
            .filter(projection -> projection.parameter().equals(spec.name()))
            .map(AttentionLayer.Projection::block)
            .toList();
    return parts.isEmpty() ? List.of(MatrixBlock.all(spec.shape())) : parts;
  }
}
