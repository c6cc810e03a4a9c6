package org.logah.ghn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.logah.ghn.HypernetworkConfig.Family;

/** The trained hypernetworks that come with this module; docs/results.md tells what they can do. */
public enum PretrainedHypernetwork {
  /** LoGAH-Tiny, meta-trained on CIFAR-10 and small vision transformers. */
  VISION_TINY(Family.VISION, "vision-tiny");

  private final Family family;
  private final String label;

  PretrainedHypernetwork(Family family, String label) {
    this.family = family;
    this.label = label;
  }

  /** What users call it, for example {@code vision-tiny}. */
  public String label() {
    return label;
  }

  /** The one for networks of this family, if there is one. */
  public static Optional<PretrainedHypernetwork> of(Family family) {
    return Arrays.stream(values()).filter(one -> one.family == family).findFirst();
  }

  /** The one of this label, if there is one. */
  public static Optional<PretrainedHypernetwork> of(String label) {
    return Arrays.stream(values()).filter(one -> one.label.equals(label)).findFirst();
  }

  /** Opens it, by way of a temporary file that goes when the checkpoint is closed. */
  public HypernetworkCheckpoint open() throws IOException {
    Path file = Files.createTempFile("logah-" + label, ".safetensors");
    try (InputStream resource =
        PretrainedHypernetwork.class.getResourceAsStream(label + ".safetensors")) {
      if (resource == null) {
        throw new IOException("%s is missing from this build of logah-ghn".formatted(label));
      }
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
      return HypernetworkCheckpoint.openTemporary(file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
