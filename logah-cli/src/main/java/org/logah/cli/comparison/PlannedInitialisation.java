package org.logah.cli.comparison;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.logah.cli.training.ContentHash;
import org.logah.cli.training.StartingPoint;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.PretrainedHypernetwork;

/**
 * An initialisation that is compared.
 *
 * @param name in the report
 * @param kind {@code random}, {@code orthogonal}, {@code mimetic}, {@code ghn} or a model's folder
 * @param hypernetwork for {@code ghn} a file, the label of a trained one that is shipped, or that
 *     of a preset for an untrained one
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

  /**
   * What fixes the values it gives: for a trained hypernetwork and a stored model its content,
   * wherever it lies.
   */
  @JsonIgnore
  String identity() throws IOException {
    String own =
        "%s %s noise %s cutoff %d new head %s"
            .formatted(
                start().isStoredModel() ? hashOfModel() : kind, source(), noise, cutoff, newHead);
    return widenFrom == 0 ? own : own + " widened from " + widenFrom;
  }

  private String source() throws IOException {
    if (hypernetwork == null) {
      return "null";
    }
    Optional<PretrainedHypernetwork> shipped = PretrainedHypernetwork.of(hypernetwork);
    if (Files.isRegularFile(Path.of(hypernetwork))) {
      return hash(HypernetworkCheckpoint.open(Path.of(hypernetwork)));
    }
    return shipped.isPresent() ? hash(shipped.get().open()) : hypernetwork;
  }

  private static String hash(HypernetworkCheckpoint checkpoint) throws IOException {
    try (checkpoint) {
      return checkpoint.hash();
    }
  }

  private String hashOfModel() throws IOException {
    List<String> hashes = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(kind))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        hashes.add(file.getFileName() + " " + ContentHash.of(file));
      }
    }
    return String.join(", ", hashes);
  }
}
