package org.logah.cli.comparison;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.logah.cli.training.StartingPoint;
import org.logah.ghn.HypernetworkCheckpoint;

/**
 * An initialisation that is compared.
 *
 * @param name in the report
 * @param kind {@code random}, {@code orthogonal}, {@code mimetic}, {@code ghn} or a model's folder
 * @param hypernetwork for {@code ghn} a file, or the label of a preset for an untrained one
 * @param noise for {@code ghn}, see {@link StartingPoint}
 * @param cutoff for {@code ghn}, see {@link StartingPoint}
 * @param newHead see {@link StartingPoint}
 * @param widenFrom see {@link StartingPoint}
 */
record PlannedInitialisation(
    String name,
    String kind,
    String hypernetwork,
    double noise,
    int cutoff,
    boolean newHead,
    int widenFrom) {
  @JsonIgnore
  StartingPoint start() {
    return new StartingPoint(kind, hypernetwork, noise, cutoff, newHead, widenFrom);
  }

  /** What fixes the values it gives: for a trained hypernetwork its content, wherever it lies. */
  @JsonIgnore
  String identity() throws IOException {
    String source = String.valueOf(hypernetwork);
    if (hypernetwork != null && Files.isRegularFile(Path.of(hypernetwork))) {
      try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(Path.of(hypernetwork))) {
        source = checkpoint.hash();
      }
    }
    String own =
        "%s %s noise %s cutoff %d new head %s".formatted(kind, source, noise, cutoff, newHead);
    return widenFrom == 0 ? own : own + " widened from " + widenFrom;
  }
}
