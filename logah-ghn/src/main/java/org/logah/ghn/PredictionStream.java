package org.logah.ghn;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphBatch;
import org.logah.graph.GraphEncoder;
import org.logah.graph.Tracer;

/** One prediction, parameter by parameter, and what its time goes to. */
record PredictionStream(
    Hypernetwork hypernetwork,
    Parameters parameters,
    ParameterAssembly assembly,
    PredictionOptions options,
    PredictionStage.Listener listener) {

  void run(Network network, PredictionSink sink) throws IOException {
    ComputationGraph graph = timed(PredictionStage.TRACING, () -> Tracer.trace(network));
    PredictionPlan plan =
        timed(
            PredictionStage.TRACING,
            () ->
                new PredictionPlan(hypernetwork.config(), hypernetwork.decoder(), network, graph));
    Backend backend = hypernetwork.backend();
    try (Scope scope = backend.openScope()) {
      Tensor states = timed(PredictionStage.ENCODING, () -> states(graph));
      List<DecodeRequest> requests =
          plan.inOrderOf(network).stream().map(PlannedParameter::request).toList();
      PreparedDecoder decoder =
          timed(
              PredictionStage.AWAITING,
              () -> hypernetwork.decoder().prepare(parameters, states, requests));
      try (DecodingAhead ahead =
          new DecodingAhead(
              plan.inOrderOf(network),
              hypernetwork.decoder(),
              batch -> decoded(batch, decoder, backend, network.initializerRange()))) {
        for (ParameterSpec spec : network.parameters()) {
          try (Scope own = backend.openScope()) {
            sink.accept(
                spec,
                plan.get(spec.name()) == null
                    ? timed(PredictionStage.DRAWING, () -> drawn(spec, backend))
                    : timed(PredictionStage.AWAITING, ahead::next));
          }
        }
      }
    }
  }

  /** {@code [nodes, hidden]}. */
  private Tensor states(ComputationGraph graph) {
    GraphEncoder encoder = hypernetwork.encoder();
    GraphBatch batch = new GraphBatch(List.of(graph), options.cutoff(), encoder.config().shapes());
    return encoder.encode(parameters, batch).reshape(-1, hypernetwork.config().hidden());
  }

  private PredictedTensor drawn(ParameterSpec spec, Backend backend) {
    return new TiledTensor(StoredParameters.draw(spec, backend, options.seed()), spec.shape());
  }

  private DecodedBatch decoded(
      List<PlannedParameter> batch,
      PreparedDecoder decoder,
      Backend backend,
      double initializerRange) {
    try (Scope scope = backend.openScope()) {
      List<DecodeRequest> requests = batch.stream().map(PlannedParameter::request).toList();
      List<Decoded> decoded = timed(PredictionStage.DECODING, () -> decoder.decode(requests));
      for (int i = 0; i < batch.size(); i++) {
        listener.decoded(
            hypernetwork.decoder().operations(requests.get(i).shape())
                + assembly.operations(decoded.get(i), batch.get(i)));
      }
      return timed(
          PredictionStage.NORMALISING,
          () ->
              DecodedBatch.of(
                  scope,
                  IntStream.range(0, batch.size())
                      .mapToObj(
                          i ->
                              assembly.predicted(
                                  decoded.get(i), batch.get(i), initializerRange, options.seed()))
                      .toList()));
    }
  }

  private <T> T timed(PredictionStage stage, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    listener.spent(stage, System.nanoTime() - start);
    return result;
  }
}
