package org.logah.models.architectures;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.logah.api.InvalidInputException;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.LlamaConfig.Attention;
import org.logah.models.ModelConfig;
import org.logah.models.RotaryScaling;
import org.logah.models.VisionTransformerConfig;

/** A family of models with everything fixed but the size and which of some variants it is. */
sealed interface Template {
  /** Inner width of the feed-forward part, in widths; what every published set has. */
  int EXPANSION = 4;

  /** How many variants of each size there are, all as likely. */
  int variants();

  ModelConfig config(Size size, int variant);

  /**
   * This template with some settings replaced.
   *
   * @param set its name, for messages
   */
  Template with(String set, ArchitectureSettings settings);

  /** Vision transformers; the variants are patch sizes. */
  record Vision(int imageSize, List<Integer> patchSizes, int classes) implements Template {
    @Override
    public int variants() {
      return patchSizes.size();
    }

    @Override
    public ModelConfig config(Size size, int variant) {
      return new VisionTransformerConfig(
          imageSize,
          patchSizes.get(variant),
          size.layers(),
          size.heads(),
          size.width(),
          EXPANSION * size.width(),
          classes);
    }

    @Override
    public Template with(String set, ArchitectureSettings settings) {
      settings.requireVision(set);
      int side = ArchitectureSettings.orElse(settings.imageSize(), imageSize);
      List<Integer> patches = ArchitectureSettings.orElse(settings.patchSizes(), patchSizes);
      requireWholePatches(set, side, patches);
      return new Vision(side, patches, ArchitectureSettings.orElse(settings.classes(), classes));
    }

    private static void requireWholePatches(String set, int side, List<Integer> patches) {
      List<Integer> broken = patches.stream().filter(patch -> side % patch != 0).toList();
      if (!broken.isEmpty()) {
        List<Integer> whole =
            IntStream.rangeClosed(2, side / 2).filter(patch -> side % patch == 0).boxed().toList();
        throw new InvalidInputException(
            "%s: images of %d x %d pixels do not divide into patches of %s; patch sizes that fit are %s"
                .formatted(set, side, side, joined(broken), joined(whole)));
      }
    }

    private static String joined(List<Integer> numbers) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
  }

  /** GPT-2 in one variant. */
  record Gpt2(int vocabulary, int positions, boolean tied) implements Template {
    @Override
    public int variants() {
      return 1;
    }

    @Override
    public ModelConfig config(Size size, int variant) {
      return new Gpt2Config(
          vocabulary, positions, size.width(), size.layers(), size.heads(), tied, 1e-5, 0.02);
    }

    @Override
    public Template with(String set, ArchitectureSettings settings) {
      settings.requireLanguage(set);
      return new Gpt2(
          ArchitectureSettings.orElse(settings.vocabulary(), vocabulary),
          ArchitectureSettings.orElse(settings.positions(), positions),
          ArchitectureSettings.orElse(settings.tied(), tied));
    }
  }

  /** Llama 3.1 in one variant, without grouped queries. */
  record Llama(int vocabulary, int positions, boolean tied) implements Template {
    @Override
    public int variants() {
      return 1;
    }

    @Override
    public ModelConfig config(Size size, int variant) {
      return new LlamaConfig(
          vocabulary,
          size.width(),
          EXPANSION * size.width(),
          size.layers(),
          size.heads(),
          size.heads(),
          LlamaConfig.headSize(size.width(), size.heads()),
          positions,
          1e-5,
          500000,
          new RotaryScaling(8, 1, 4, 8192),
          tied,
          0.02,
          Attention.FUSED);
    }

    @Override
    public Template with(String set, ArchitectureSettings settings) {
      settings.requireLanguage(set);
      return new Llama(
          ArchitectureSettings.orElse(settings.vocabulary(), vocabulary),
          ArchitectureSettings.orElse(settings.positions(), positions),
          ArchitectureSettings.orElse(settings.tied(), tied));
    }
  }
}
