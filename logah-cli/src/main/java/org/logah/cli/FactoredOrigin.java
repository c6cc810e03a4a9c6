package org.logah.cli;

import java.io.IOException;
import java.util.Map;
import org.logah.api.Backend;
import org.logah.api.nn.Network;
import org.logah.ghn.FactoredCheckpoint;
import org.logah.ghn.PredictionSink;

/** Parameters that were predicted before and kept by their factors. */
record FactoredOrigin(FactoredCheckpoint checkpoint, Backend backend, Profile profile)
    implements ParameterOrigin {
  private static final String BACKEND = "backend";

  /** As when they were predicted, and who expanded them where that was another. */
  @Override
  public Map<String, String> provenance(Network network) {
    Map<String, String> metadata = checkpoint.provenance();
    if (!backend.name().equals(metadata.get(BACKEND))) {
      metadata.put("expanded_by", backend.name());
    }
    return metadata;
  }

  @Override
  public void stream(Network network, PredictionSink sink) throws IOException {
    long[] outside = {System.nanoTime()};
    checkpoint.stream(
        network,
        backend,
        (spec, value) -> {
          profile.add(Profile.Part.READING, System.nanoTime() - outside[0]);
          sink.accept(spec, value);
          outside[0] = System.nanoTime();
        });
  }
}
