package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import org.logah.api.Backend;
import org.logah.api.nn.Network;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.PartialParameters;
import org.logah.ghn.PredictionOptions;
import org.logah.ghn.PredictionSink;
import org.logah.graph.Tracer;

/** Parameters that a hypernetwork predicts. */
record HypernetworkOrigin(
    HypernetworkChoice choice,
    PredictionOptions options,
    Backend backend,
    PrintWriter err,
    Profile profile)
    implements ParameterOrigin {

  @Override
  public Map<String, String> provenance(Network network) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("program", "logah " + Version.text());
    metadata.put(CheckpointFolder.MARK, choice.name());
    choice
        .checkpoint()
        .ifPresent(checkpoint -> metadata.put("hypernetwork_sha256", checkpoint.hash()));
    long start = System.nanoTime();
    metadata.put("graph_sha256", Tracer.trace(network).hash());
    profile.add(Profile.Part.TRACING, System.nanoTime() - start);
    metadata.put("seed", Long.toString(options.seed()));
    metadata.put("cutoff", Integer.toString(options.cutoff()));
    metadata.put("backend", backend.name());
    return metadata;
  }

  @Override
  public void stream(Network network, PredictionSink sink) throws IOException {
    try (PartialParameters parameters =
        profile.timed(
            Profile.Part.HYPERNETWORK, () -> choice.load(backend, network, options.seed(), err))) {
      new Hypernetwork(choice.config(), parameters).stream(network, options, profile, sink);
    }
  }
}
