package org.logah.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;
import org.logah.graph.Primitive;

/**
 * Which decoder call each parameter of a network gets. Parameters without a node, such as class
 * tokens, are absent: they keep their initial distribution.
 */
final class PredictionPlan {
  private final HypernetworkConfig config;
  private final ComputationGraph graph;
  private final Map<String, PlannedParameter> planned = new HashMap<>();

  /**
   * Plans a prediction.
   *
   * @throws InvalidInputException naming every parameter that the decoder cannot give
   */
  PredictionPlan(
      HypernetworkConfig config, Decoder decoder, Network network, ComputationGraph graph) {
    this.config = config;
    this.graph = graph;
    for (int node = 0; node < graph.nodes().size(); node++) {
      for (ParameterSpec spec : graph.nodes().get(node).parameters()) {
        planned.put(spec.name(), plan(spec, node));
      }
    }
    List<String> refused = new ArrayList<>();
    for (ParameterSpec spec : network.parameters()) {
      PlannedParameter parameter = planned.get(spec.name());
      if (parameter != null) {
        decoder
            .refusal(parameter.shape())
            .ifPresent(why -> refused.add("%s %s: %s".formatted(spec.name(), spec.shape(), why)));
      }
    }
    if (!refused.isEmpty()) {
      throw new InvalidInputException(
          "the hypernetwork is too small for this network; " + String.join("; ", refused));
    }
  }

  /** The parameter by name, or {@code null} if it is not predicted. */
  PlannedParameter get(String name) {
    return planned.get(name);
  }

  /** The parameters of the planned network that are predicted, in its order. */
  List<PlannedParameter> inOrderOf(Network network) {
    return network.parameters().stream()
        .map(spec -> planned.get(spec.name()))
        .filter(Objects::nonNull)
        .toList();
  }

  private PlannedParameter plan(ParameterSpec spec, int node) {
    GroupKey.Place place = place(spec, node);
    GroupKey key = GroupKey.of(spec, place, config.maxShape());
    Primitive primitive = graph.nodes().get(node).primitive();
    return new PlannedParameter(spec, node, primitive, key, shape(spec, place, key));
  }

  /**
   * Vision networks end in the classifier: its weight is the last node but one, its bias the last.
   */
  private GroupKey.Place place(ParameterSpec spec, int node) {
    int last = graph.nodes().size() - 1;
    if (config.family() == HypernetworkConfig.Family.VISION) {
      GraphNode own = graph.nodes().get(node);
      if (node == last && own.primitive() == Primitive.BIAS) {
        return GroupKey.Place.CLASSIFIER_BIAS;
      }
      if (node == last - 1 && spec.role() == ParameterRole.WEIGHT && spec.shape().rank() == 2) {
        return GroupKey.Place.CLASSIFIER_WEIGHT;
      }
    }
    return GroupKey.Place.BODY;
  }

  private DecodeShape shape(ParameterSpec spec, GroupKey.Place place, GroupKey key) {
    Shape shape = spec.shape();
    if (shape.rank() == 1) {
      return DecodeShape.vector(
          place == GroupKey.Place.CLASSIFIER_BIAS
              ? DecodeShape.Kind.CLASSIFIER_BIAS
              : DecodeShape.Kind.VECTOR,
          key.sizes().get(0));
    }
    if (GroupKey.isPositionalTable(spec)) {
      long side = GroupKey.side(spec);
      return new DecodeShape(DecodeShape.Kind.WEIGHT, 1, shape.size(2), side, side);
    }
    List<Integer> largest = config.maxShape();
    return new DecodeShape(
        place == GroupKey.Place.CLASSIFIER_WEIGHT
            ? DecodeShape.Kind.CLASSIFIER_WEIGHT
            : DecodeShape.Kind.WEIGHT,
        Math.min(shape.size(0), largest.get(0)),
        Math.min(shape.size(1), largest.get(1)),
        shape.rank() > 2 ? shape.size(2) : 1,
        shape.rank() > 3 ? shape.size(3) : 1);
  }
}
