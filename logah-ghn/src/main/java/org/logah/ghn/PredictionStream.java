package org.logah.ghn;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
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
    GraphEncoder encoder = hypernetwork.encoder();
    ComputationGraph graph = timed(PredictionStage.TRACING, () -> Tracer.trace(network));
    PredictionPlan plan =
        timed(
            PredictionStage.TRACING,
            () ->
                new PredictionPlan(hypernetwork.config(), hypernetwork.decoder(), network, graph));
    Backend backend = parameters.get(encoder.parameters().get(0).name()).backend();
    try (Scope scope = backend.openScope()) {
      Tensor states =
          timed(
              PredictionStage.ENCODING,
              () ->
                  encoder
                      .encode(
                          parameters,
                          new GraphBatch(
                              List.of(graph), options.cutoff(), encoder.config().shapes()))
                      .reshape(-1, hypernetwork.config().hidden()));
      for (ParameterSpec spec : network.parameters()) {
        try (Scope own = backend.openScope()) {
          PlannedParameter planned = plan.get(spec.name());
          sink.accept(
              spec,
              planned == null
                  ? timed(PredictionStage.NORMALISING, () -> drawn(spec, backend))
                  : predicted(planned, states, network.initializerRange()));
        }
      }
    }
  }

  private PredictedTensor drawn(ParameterSpec spec, Backend backend) {
    return new TiledTensor(StoredParameters.draw(spec, backend, options.seed()), spec.shape());
  }

  private PredictedTensor predicted(
      PlannedParameter planned, Tensor states, double initializerRange) {
    listener.decoded(hypernetwork.decoder().operations(planned.shape()));
    Decoded decoded =
        timed(
            PredictionStage.DECODING,
            () ->
                hypernetwork
                    .decoder()
                    .decode(
                        parameters,
                        states.slice(0, planned.node(), planned.node() + 1L),
                        List.of(new DecodeRequest(0, planned.shape())))
                    .get(0));
    return timed(
        PredictionStage.NORMALISING,
        () -> assembly.predicted(decoded, planned, initializerRange, options.seed()));
  }

  private <T> T timed(PredictionStage stage, Supplier<T> work) {
    long start = System.nanoTime();
    T result = work.get();
    listener.spent(stage, System.nanoTime() - start);
    return result;
  }
}
