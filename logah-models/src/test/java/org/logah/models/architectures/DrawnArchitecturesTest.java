package org.logah.models.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.InvalidInputException;
import org.logah.models.Gpt2Config;
import org.logah.models.LlamaConfig;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.architectures.HeldOutArchitecture.Novelty;

class DrawnArchitecturesTest {
  private static final ArchitectureSettings NONE = ArchitectureSettings.NONE;

  static List<String> names() {
    return ArchitectureCatalog.names();
  }

  /** Depth and width. */
  private static List<Integer> pair(ModelConfig config) {
    return List.of(config.layers(), config.width());
  }

  @ParameterizedTest
  @MethodSource("names")
  void numberNFollowsFromTheSeedAndNAlone(String name) {
    List<ModelConfig> drawn = ArchitectureCatalog.get(name, NONE, 7).first(50);
    DrawnArchitectures again = ArchitectureCatalog.get(name, NONE, 7);
    List<Integer> backwards = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
    Collections.reverse(backwards);
    for (int n : backwards) {
      assertThat(again.config(n)).isEqualTo(drawn.get(n));
    }
    assertThat(again.network(3).parameters()).isEqualTo(drawn.get(3).network().parameters());
    assertThat(ArchitectureCatalog.get(name, NONE, 8).first(50)).isNotEqualTo(drawn);
    assertThatThrownBy(() -> again.config(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("names")
  void trainingAndTestNeverShareDepthAndWidth(String name) {
    DrawnArchitectures set = ArchitectureCatalog.get(name, NONE, 1);
    Set<List<Integer>> trained = new HashSet<>();
    set.support().forEach(config -> trained.add(pair(config)));
    set.first(3000).forEach(config -> assertThat(trained).contains(pair(config)));
    assertThat(set.heldOut()).isNotEmpty();
    for (HeldOutArchitecture tested : set.heldOut()) {
      assertThat(trained).doesNotContain(pair(tested.config()));
      boolean deeper =
          trained.stream().allMatch(each -> each.get(0) < pair(tested.config()).get(0));
      boolean wider = trained.stream().allMatch(each -> each.get(1) < pair(tested.config()).get(1));
      boolean widthSeen =
          trained.stream().anyMatch(each -> each.get(1).equals(pair(tested.config()).get(1)));
      assertThat(tested.novelty())
          .isEqualTo(
              deeper && wider
                  ? Novelty.DEEPER_AND_WIDER
                  : deeper
                      ? Novelty.DEEPER
                      : wider ? Novelty.WIDER : widthSeen ? Novelty.PAIR : Novelty.WIDTH);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vits-small", "vits-widths", "gpts-small", "gpts-widths"})
  void everythingThatMayBeDrawnIsDrawn(String name) {
    DrawnArchitectures set = ArchitectureCatalog.get(name, NONE, 1);
    assertThat(new HashSet<>(set.first(8000))).isEqualTo(new HashSet<>(set.support()));
  }

  @Test
  void smallVisionTransformers() {
    DrawnArchitectures set = ArchitectureCatalog.get("vits-small", NONE, 1);
    assertThat(set.support())
        .hasSize(10)
        .contains(new VisionTransformerConfig(32, 8, 3, 2, 64, 256, 10))
        .contains(new VisionTransformerConfig(32, 8, 6, 4, 128, 512, 10));
    assertThat(set.heldOut())
        .containsExactly(
            held(Novelty.PAIR, 4, 96, 3),
            held(Novelty.PAIR, 3, 128, 4),
            held(Novelty.DEEPER, 9, 96, 3),
            held(Novelty.WIDER, 4, 192, 6));
    assertThat(set.name()).isEqualTo("vits-small");
    assertThat(set).hasToString("vits-small with seed 1");
  }

  private static HeldOutArchitecture held(Novelty novelty, int layers, int width, int heads) {
    return new HeldOutArchitecture(
        novelty, new VisionTransformerConfig(32, 8, layers, heads, width, 4 * width, 10));
  }

  /** A run that was begun with one version of this program goes on with another. */
  @Test
  void drawsNeverChange() {
    assertThat(ArchitectureCatalog.get("vits-1k", NONE, 1).first(4))
        .extracting(config -> (VisionTransformerConfig) config)
        .extracting(
            vit -> List.of(vit.layers(), vit.hidden(), vit.heads(), vit.patchSize()).toString())
        .containsExactly("[9, 160, 8, 4]", "[6, 192, 6, 2]", "[8, 128, 8, 2]", "[8, 256, 8, 4]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vits-widths", "gpts-widths"})
  void manyWidthsHaveHeadsOfASensibleSize(String name) {
    assertThat(ArchitectureCatalog.get(name, NONE, 1).support())
        .allMatch(each -> each.width() / each.heads() >= 16 && each.width() / each.heads() <= 32)
        .extracting(ModelConfig::width)
        .contains(IntStream.rangeClosed(6, 24).map(i -> 8 * i).boxed().toArray(Integer[]::new))
        .doesNotContain(100);
  }

  @Test
  void llamasOfThePaper() {
    DrawnArchitectures set = ArchitectureCatalog.get("llama-1k", NONE, 1);
    List<ModelConfig> support = set.support();
    assertThat(support).allMatch(config -> config.parameterCount() <= 50_000_000);
    for (ModelConfig config : support) {
      LlamaConfig llama = (LlamaConfig) config;
      int heads = llama.layers() > 5 ? 4 : llama.layers() > 3 ? 6 : 8;
      assertThat(llama.heads()).isEqualTo(heads);
      assertThat(llama.keyValueHeads()).isEqualTo(heads);
      assertThat(llama.headSize()).isBetween(heads == 8 ? 8 : 16, heads == 8 ? 16 : 32).isEven();
      assertThat(llama.width()).isEqualTo(heads * llama.headSize());
      assertThat(llama.intermediate()).isEqualTo(4 * llama.width());
      assertThat(llama.vocabulary()).isEqualTo(128256);
    }
    // Depths 3; 4 and 5, whose width of 192 has more than 50 million parameters; 6 to 9.
    assertThat(support).hasSize(5 + 2 * 8 + 4 * 9);
    assertThat(set.first(2000)).allMatch(support::contains);
  }

  @Test
  void capsAreKeptByDrawingAgain() {
    ArchitectureSettings imageNet = NONE.withImages(224, List.of(16, 32), 1000);
    DrawnArchitectures set = ArchitectureCatalog.get("vits-1k", imageNet, 1);
    List<ModelConfig> drawn = set.first(3000);
    assertThat(drawn).allMatch(config -> config.parameterCount() <= 10_000_000);
    assertThat(drawn).extracting(DrawnArchitecturesTest::pair).contains(List.of(3, 480));
    assertThat(drawn).extracting(DrawnArchitecturesTest::pair).doesNotContain(List.of(3, 512));
    assertThat(drawn)
        .extracting(config -> ((VisionTransformerConfig) config).patchSize())
        .containsOnly(16, 32);
    assertThat(drawn)
        .extracting(config -> ((VisionTransformerConfig) config).classes())
        .containsOnly(1000);
  }

  @Test
  void textSettingsReachTheNetworks() {
    ArchitectureSettings bytes = NONE.withText(256, 128, true);
    assertThat(ArchitectureCatalog.get("gpts-small", bytes, 1).config(0))
        .extracting(config -> (Gpt2Config) config)
        .matches(gpt -> gpt.vocabulary() == 256 && gpt.positions() == 128 && gpt.tied());
    assertThat(ArchitectureCatalog.get("llama-1k", bytes, 1).config(0))
        .extracting(config -> (LlamaConfig) config)
        .matches(llama -> llama.vocabulary() == 256 && llama.maxPositions() == 128 && llama.tied());
  }

  @Test
  void badSettingsAreRefused() {
    ArchitectureSettings both = NONE.withImages(32, List.of(8), 10).withText(256, 64, true);
    assertRefused(
        () -> ArchitectureCatalog.get("gpts-1k", both, 1),
        "settings of gpts-1k, a set of language models: there is no image size to set; there is no"
            + " patch size to set; there is no number of classes to set");
    assertRefused(
        () -> ArchitectureCatalog.get("vits-1k", both, 1),
        "settings of vits-1k, a set of vision models: there is no vocabulary to set; there is no"
            + " number of positions to set; there are no token tables to tie or untie");
    assertRefused(
        () -> ArchitectureCatalog.get("vits-small", NONE.withImages(32, List.of(5), 10), 1),
        "vits-small: images of 32 x 32 pixels do not divide into patches of 5; patch sizes that fit are"
            + " 2, 4, 8, 16");
    assertRefused(
        () -> ArchitectureCatalog.get("vits-1k", NONE.withImages(1024, List.of(2), 10), 1),
        "vits-1k: with these settings no network has as few as 10,000,000 parameters; make the"
            + " image smaller, the patches larger, or the classes, tokens or positions fewer");
    assertRefused(
        () -> NONE.withImages(32, List.of(), 10),
        "the patch sizes are []; give one or more, each once");
    assertRefused(
        () -> NONE.withImages(32, List.of(4, 4), 10),
        "the patch sizes are [4, 4]; give one or more, each once");
    assertRefused(
        () -> ArchitectureCatalog.get("vits-2k", NONE, 1),
        "there is no set of architectures vits-2k; known are vits-1k, gpts-1k, llama-1k,"
            + " vits-small, vits-widths, gpts-small, gpts-widths");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessage(message);
  }
}
