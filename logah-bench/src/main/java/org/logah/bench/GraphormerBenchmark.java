package org.logah.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.ghn.PredictionOptions;
import org.logah.graph.GraphBatch;
import org.logah.graph.GraphEncoder;
import org.logah.graph.Tracer;
import org.logah.models.ModelCatalog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** LoGAH-Tiny's node embedding and Graphormer on the graph of a network. */
public class GraphormerBenchmark extends BackendBenchmark {
  /** The network: graphs of 473 and of 1204 nodes. */
  @Param({"gpt2-large", "llama-2-70b"})
  public String model;

  private GraphEncoder encoder;
  private GraphBatch batch;
  private StoredParameters parameters;

  @Override
  protected Backend computing(Backend plain) {
    return Backends.differentiable(plain);
  }

  @Override
  protected void prepare() {
    LogahTiny logah = LogahTiny.on(backend());
    encoder = logah.hypernetwork().encoder();
    parameters = logah.parameters();
    batch =
        new GraphBatch(
            List.of(Tracer.trace(ModelCatalog.get(model).network())),
            PredictionOptions.LANGUAGE_CUTOFF,
            encoder.config().shapes());
  }

  /** The states of all nodes. */
  @Benchmark
  public Tensor forward() {
    return scoped(() -> encoder.encode(parameters, batch));
  }

  /** The states of all nodes, and the gradient of their mean square for every parameter. */
  @Benchmark
  public Tensor forwardAndBackward() {
    return scoped(
        () -> {
          Map<String, Tensor> variables = new LinkedHashMap<>();
          for (ParameterSpec spec : encoder.parameters()) {
            Tensor stored = parameters.get(spec.name());
            variables.put(spec.name(), backend().variable(stored));
          }
          Parameters differentiable = variables::get;
          Tensor states = encoder.encode(differentiable, batch);
          Tensor loss = states.mul(states).mean();
          backend().gradients(loss, List.copyOf(variables.values()));
          return loss;
        });
  }
}
