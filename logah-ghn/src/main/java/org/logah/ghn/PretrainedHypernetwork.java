package org.logah.ghn;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.logah.ghn.HypernetworkConfig.Family;

/** The trained hypernetworks that come with this module; docs/results.md tells what they can do. */
public enum PretrainedHypernetwork {
  /** LoGAH-Tiny, meta-trained on CIFAR-10 and small vision transformers. */
  VISION_TINY(Family.VISION, "vision-tiny", "vit"),
  /** LoGAH-Tiny, meta-trained on English texts and small GPT-2s. */
  LANGUAGE_TINY(Family.LANGUAGE, "language-tiny", "gpt2");

  /** Of the networks in both sets of training. */
  private static final List<Integer> WIDTHS = List.of(64, 96, 128);

  private final Family family;
  private final String label;
  private final String kind;

  PretrainedHypernetwork(Family family, String label, String kind) {
    this.family = family;
    this.label = label;
    this.kind = kind;
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

  /**
   * What a user should know before predicting for a network unlike those of its training.
   *
   * @param otherKind {@code vit}, {@code gpt2} or {@code llama}
   * @param width of a token
   * @param heads attention heads
   */
  public Optional<String> caveat(String otherKind, int width, int heads) {
    List<String> unseen = new ArrayList<>();
    if (!kind.equals(otherKind)) {
      unseen.add("a %s, where it was trained with %s models".formatted(otherKind, kind));
    }
    if (!WIDTHS.contains(width)) {
      unseen.add("width %d, where it was trained with widths %s".formatted(width, WIDTHS));
    }
    return unseen.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s predicts for %s: expect little of the prediction before the network is trained, see"
                    .formatted(label, String.join(", and ", unseen))
                + " docs/results.md"
                + remedy(otherKind, width, heads));
  }

  private String remedy(String otherKind, int width, int heads) {
    return WIDTHS.stream()
        .filter(known -> kind.equals(otherKind) && known < width)
        .filter(known -> width % known == 0 && heads % (width / known) == 0)
        .reduce((less, more) -> more)
        .map("; --widen-from %d predicts for a width it knows and widens that"::formatted)
        .orElse("");
  }

  /** Opens it, by way of a temporary file that goes when the checkpoint is closed. */
  public HypernetworkCheckpoint open() throws IOException {
    Path file = Files.createTempFile("logah-" + label, ".safetensors");
    try {
      unpack(file);
      return HypernetworkCheckpoint.openTemporary(file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private void unpack(Path file) throws IOException {
    try (InputStream resource =
        PretrainedHypernetwork.class.getResourceAsStream(label + ".safetensors")) {
      if (resource == null) {
        throw new IllegalStateException(
            "%s is missing from this build of logah-ghn".formatted(label));
      }
      Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be unpacked to %s: %s; java.io.tmpdir may name another place"
              .formatted(label, file, e.getMessage()),
          e);
    }
  }
}
