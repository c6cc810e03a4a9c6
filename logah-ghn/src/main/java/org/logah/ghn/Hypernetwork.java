package org.logah.ghn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphBatch;
import org.logah.graph.GraphEncoder;
import org.logah.graph.GraphEncoderConfig;
import org.logah.graph.Primitive;
import org.logah.graph.ShapeTable;
import org.logah.graph.Tracer;

/**
 * A graph hypernetwork (LoGAH, arXiv 2405.16287): it encodes the computational graph of a network
 * and decodes every parameter from the state of its node. Immutable; several threads may predict at
 * once, each with scopes of its own. Its parameters belong to the caller.
 */
public final class Hypernetwork {
  private final HypernetworkConfig config;
  private final Parameters parameters;
  private final GraphEncoder encoder;
  private final Decoder decoder;
  private final ParameterAssembly assembly;

  /** A hypernetwork with these parameters, whose backend computes. */
  public Hypernetwork(HypernetworkConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    encoder = encoder(config);
    decoder = decoder(config);
    assembly = new ParameterAssembly(config);
  }

  private static GraphEncoder encoder(HypernetworkConfig config) {
    boolean language = config.family() == HypernetworkConfig.Family.LANGUAGE;
    return new GraphEncoder(
        new GraphEncoderConfig(
            language ? Primitive.LANGUAGE_COUNT : Primitive.VISION_COUNT,
            config.hidden(),
            config.layers(),
            config.heads(),
            config.finalNorm(),
            ShapeTable.of(config.classes(), config.maxShape().get(3), language),
            config.widths().sizes()));
  }

  private static Decoder decoder(HypernetworkConfig config) {
    if (config.decoder() instanceof DecoderConfig.LowRank lowRank) {
      return new LowRankDecoder(config, lowRank);
    }
    return new DenseDecoder(config);
  }

  /** The parameters of a hypernetwork, named and ordered as in the published checkpoints. */
  public static List<ParameterSpec> parameters(HypernetworkConfig config) {
    List<ParameterSpec> specs = new ArrayList<>(encoder(config).parameters());
    specs.addAll(decoder(config).parameters());
    return specs;
  }

  /**
   * The rows that predicting for a network reads of those parameters that it reads in part; any
   * other is read whole.
   *
   * @throws InvalidInputException if such a hypernetwork cannot predict for the network
   */
  static Map<String, List<RowRange>> reads(HypernetworkConfig config, Network network) {
    Decoder decoder = decoder(config);
    PredictionPlan plan = plan(config, network);
    return network.parameters().stream()
        .map(spec -> plan.get(spec.name()))
        .filter(Objects::nonNull)
        .flatMap(planned -> decoder.reads(planned.shape()).stream())
        .collect(
            Collectors.groupingBy(
                RowRange::parameter,
                Collectors.collectingAndThen(Collectors.toList(), RowRange::union)));
  }

  /**
   * Which decoder call each parameter of a network gets.
   *
   * @throws InvalidInputException if such a hypernetwork cannot predict for the network
   */
  static PredictionPlan plan(HypernetworkConfig config, Network network) {
    return new PredictionPlan(config, decoder(config), network, Tracer.trace(network));
  }

  public HypernetworkConfig config() {
    return config;
  }

  /** The graph encoder, for those who want node states only. */
  public GraphEncoder encoder() {
    return encoder;
  }

  /** The decoder, for those who want raw weights only. */
  public Decoder decoder() {
    return decoder;
  }

  /**
   * Predicts every parameter of a network and streams them, in the network's order, each freed when
   * the sink returns: memory does not grow with the network. Parameters that are not predicted come
   * too, drawn from their initial distributions.
   *
   * @throws InvalidInputException if this hypernetwork cannot predict for this network
   * @throws IOException whatever the sink throws
   */
  public void predict(Network network, PredictionOptions options, ParameterSink sink)
      throws IOException {
    stream(
        network,
        options,
        (stage, nanoseconds) -> {},
        (spec, value) -> sink.accept(spec, value.tiled().filled()));
  }

  /**
   * As {@link #predict(Network, PredictionOptions, ParameterSink)}, but before weights are
   * multiplied out and repeated: memory does not even grow with the largest parameter.
   *
   * @param listener told what the time goes to
   * @throws InvalidInputException if this hypernetwork cannot predict for this network
   * @throws IOException whatever the sink throws
   */
  public void stream(
      Network network,
      PredictionOptions options,
      PredictionStage.Listener listener,
      PredictionSink sink)
      throws IOException {
    new PredictionStream(this, parameters, assembly, options, listener).run(network, sink);
  }

  /**
   * Predicts for several networks at once and keeps everything, differentiably: gradients flow from
   * the predicted tensors to this hypernetwork's parameters. All is decoded together. The tensors
   * belong to the caller's scope.
   *
   * @return the parameters of each network
   * @throws InvalidInputException if this hypernetwork cannot predict for one of the networks
   */
  public List<PredictedParameters> predict(
      List<? extends Network> networks, PredictionOptions options) {
    List<ComputationGraph> graphs = networks.stream().map(Tracer::trace).toList();
    List<PredictionPlan> plans = new ArrayList<>();
    for (int i = 0; i < graphs.size(); i++) {
      plans.add(new PredictionPlan(config, decoder, networks.get(i), graphs.get(i)));
    }
    Tensor states = states(graphs, options);
    long nodes = states.size(1);
    List<DecodeRequest> requests = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      for (PlannedParameter planned : plans.get(i).inOrderOf(networks.get(i))) {
        requests.add(new DecodeRequest(i * nodes + planned.node(), planned.shape()));
      }
    }
    Iterator<Decoded> decoded =
        decoder.decode(parameters, states.reshape(-1, config.hidden()), requests).iterator();
    List<PredictedParameters> predictions = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Map<String, Decoded> own = new HashMap<>();
      for (PlannedParameter planned : plans.get(i).inOrderOf(networks.get(i))) {
        own.put(planned.spec().name(), decoded.next());
      }
      predictions.add(
          new PredictedParameters(
              networks.get(i), plans.get(i), own, assembly, backend(), options.seed()));
    }
    return predictions;
  }

  private Tensor states(List<ComputationGraph> graphs, PredictionOptions options) {
    return encoder.encode(
        parameters, new GraphBatch(graphs, options.cutoff(), encoder.config().shapes()));
  }

  /** The backend of its parameters. */
  Backend backend() {
    return parameters.get(encoder.parameters().get(0).name()).backend();
  }
}
