package org.logah.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.HypernetworkConfig;

/** What there is to know of a hypernetwork's checkpoint. */
record HypernetworkDescription(Path file, HypernetworkConfig config, long parameters, String hash) {
  static HypernetworkDescription of(Path file, HypernetworkCheckpoint checkpoint) {
    HypernetworkConfig config = checkpoint.config();
    long parameters =
        Hypernetwork.parameters(config).stream().mapToLong(p -> p.shape().elements()).sum();
    return new HypernetworkDescription(file, config, parameters, checkpoint.hash());
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%s: hypernetwork for %s, %,d parameters%n"
            + "  hidden %d, %d layers, %d heads, %d classes, largest shape %s%n"
            + "  decoder %s%n"
            + "  weight normalisation %s, final norm %s%n"
            + "  SHA-256 %s",
        file,
        Words.lower(config.family()),
        parameters,
        config.hidden(),
        config.layers(),
        config.heads(),
        config.classes(),
        config.maxShape(),
        decoder(),
        config.weightNorm() ? "yes" : "no",
        config.finalNorm() ? "yes" : "no",
        hash);
  }

  private String decoder() {
    if (config.decoder() instanceof DecoderConfig.LowRank lowRank) {
      return "of low rank, r = %d, K = %d, %s vector decoder"
          .formatted(
              lowRank.rank(), lowRank.maxRows(), lowRank.vectorDecoder() ? "with a" : "without a");
    }
    return "dense (GHN-3)";
  }

  String json() {
    ObjectNode root = Json.object();
    root.put("file", file.toString())
        .put("family", Words.lower(config.family()))
        .put("parameters", parameters)
        .put("hidden", config.hidden())
        .put("layers", config.layers())
        .put("heads", config.heads())
        .put("classes", config.classes())
        .put("decoder", decoder())
        .put("weight_norm", config.weightNorm())
        .put("final_norm", config.finalNorm())
        .put("sha256", hash);
    return root.toString();
  }
}
