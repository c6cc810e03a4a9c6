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
import org.logah.graph.PositionalTable;
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
    Primitive primitive = graph.nodes().get(node).primitive();
    return new PlannedParameter(spec, node, primitive, shape(spec, kind(spec, node)));
  }

  /**
   * Vision networks end in the classifier: its weight is the last node but one, its bias the last.
   */
  private DecodeShape.Kind kind(ParameterSpec spec, int node) {
    int rank = spec.shape().rank();
    int last = graph.nodes().size() - 1;
    if (config.family() == HypernetworkConfig.Family.VISION) {
      GraphNode own = graph.nodes().get(node);
      if (node == last && own.primitive() == Primitive.BIAS && rank == 1) {
        return DecodeShape.Kind.CLASSIFIER_BIAS;
      }
      if (node == last - 1 && spec.role() == ParameterRole.WEIGHT && rank == 2) {
        return DecodeShape.Kind.CLASSIFIER_WEIGHT;
      }
    }
    return rank == 1 ? DecodeShape.Kind.VECTOR : DecodeShape.Kind.WEIGHT;
  }

  private DecodeShape shape(ParameterSpec spec, DecodeShape.Kind kind) {
    Shape shape = spec.shape();
    if (kind.isVector()) {
      return vectorShape(shape.size(0), kind);
    }
    if (PositionalTable.isOne(spec)) {
      long side = PositionalTable.side(spec);
      long width = shape.size(2);
      return new DecodeShape(kind, 1, width, side, side, 1, rows(width, width, true));
    }
    boolean table =
        kind == DecodeShape.Kind.CLASSIFIER_WEIGHT
            || spec.role() == ParameterRole.EMBEDDING
            || shape.size(0) > WidthHandling.TABLE_RATIO * shape.size(1);
    List<Integer> largest = config.maxShape();
    boolean outResampled = isResampled(shape.size(0), !table);
    boolean inResampled = isResampled(shape.size(1), true);
    long out = outResampled ? shape.size(0) : Math.min(shape.size(0), largest.get(0));
    long in = inResampled ? shape.size(1) : Math.min(shape.size(1), largest.get(1));
    return new DecodeShape(
        kind,
        out,
        in,
        shape.rank() > 2 ? shape.size(2) : 1,
        shape.rank() > 3 ? shape.size(3) : 1,
        rows(shape.size(0), out, !table),
        rows(shape.size(1), in, true));
  }

  private DecodeShape vectorShape(long length, DecodeShape.Kind kind) {
    return kind == DecodeShape.Kind.VECTOR && isResampled(length, true)
        ? new DecodeShape(kind, length, 1, 1, 1, config.widths().rowGrid(), 1)
        : DecodeShape.vector(kind, decodedLength(length));
  }

  /**
   * As published, where vectors of nearly equal lengths are decoded together at a length rounded
   * up: at which element of what is decoded the bias begins depends on that length.
   */
  private long decodedLength(long length) {
    int largest = config.maxShape().get(0);
    long least = Math.min(length, largest);
    long rounded = least % 3 == 0 ? least / 3 * 4 : least;
    return rounded >= largest / 2.0 ? largest : rounded;
  }

  /** Whether an axis, if it is one of features and not of tokens or classes, is resampled. */
  private boolean isResampled(long size, boolean ofFeatures) {
    return ofFeatures && config.widths().rowGrid() > 0 && size >= WidthHandling.SHORTEST_AXIS;
  }

  private long rows(long size, long own, boolean ofFeatures) {
    return isResampled(size, ofFeatures) ? config.widths().rowGrid() : own;
  }
}
