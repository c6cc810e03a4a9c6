package org.logah.models.architectures;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.logah.models.Gpt2Config;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

/** The sets of the paper against a thousand draws of the authors' generators. */
class PublishedSamplesTest {
  private static final int DRAWS = 20_000;

  /** One drawn network; a patch size of 0 stands for a language model. */
  private record Drawn(int layers, int width, int heads, int patch, long parameters) {
    static Drawn of(ModelConfig config) {
      if (config instanceof VisionTransformerConfig vit) {
        return new Drawn(
            vit.layers(), vit.hidden(), vit.heads(), vit.patchSize(), vit.parameterCount());
      }
      Gpt2Config gpt = (Gpt2Config) config;
      return new Drawn(gpt.layers(), gpt.width(), gpt.heads(), 0, gpt.parameterCount());
    }

    /** Depths that share their widths. */
    String stratum() {
      return layers > 5 ? "6-9" : layers > 3 ? "4-5" : "3";
    }
  }

  private static JsonNode rows(String set) throws IOException {
    try (InputStream in =
        PublishedSamplesTest.class.getResourceAsStream("published_samples.json")) {
      return new JsonMapper().readTree(in).path(set).path("rows");
    }
  }

  private static List<Drawn> published(String set, boolean vision) throws IOException {
    List<Drawn> drawn = new ArrayList<>();
    for (JsonNode row : rows(set)) {
      drawn.add(
          vision
              ? new Drawn(
                  row.get(1).asInt(),
                  row.get(3).asInt(),
                  row.get(2).asInt(),
                  row.get(0).asInt(),
                  -1)
              : new Drawn(
                  row.get(0).asInt(),
                  row.get(1).asInt(),
                  row.get(2).asInt(),
                  0,
                  row.get(3).asLong()));
    }
    assertThat(drawn).hasSize(1000);
    return drawn;
  }

  private static List<Drawn> ours(String set) {
    return ArchitectureCatalog.get(set, ArchitectureSettings.NONE, 1).first(DRAWS).stream()
        .map(Drawn::of)
        .toList();
  }

  /** Both have the same values, as often as two samples of one distribution would. */
  private static void agree(
      List<Drawn> ours, List<Drawn> theirs, Function<Drawn, Object> property) {
    Map<String, Long> here = count(ours, property);
    Map<String, Long> there = count(theirs, property);
    assertThat(here.keySet()).isEqualTo(there.keySet());
    for (String value : here.keySet()) {
      double share = here.get(value) / (double) ours.size();
      double deviation = Math.sqrt(share * (1 - share) * (1.0 / ours.size() + 1.0 / theirs.size()));
      assertThat(Math.abs(share - there.get(value) / (double) theirs.size()))
          .as(value)
          .isLessThanOrEqualTo(4 * deviation);
    }
  }

  private static Map<String, Long> count(List<Drawn> drawn, Function<Drawn, Object> property) {
    return drawn.stream()
        .collect(groupingBy(each -> property.apply(each).toString(), TreeMap::new, counting()));
  }

  @Test
  void visionTransformers() throws IOException {
    List<Drawn> ours = ours("vits-1k");
    List<Drawn> theirs = published("vits1k", true);
    agree(ours, theirs, Drawn::layers);
    agree(ours, theirs, Drawn::patch);
    agree(ours, theirs, each -> List.of(each.stratum(), each.width()));
    agree(ours, theirs, each -> List.of(each.stratum(), each.width(), each.heads()));
    agree(ours, theirs, each -> List.of(each.layers(), each.patch()));
    assertThat(ours).allMatch(each -> each.parameters() <= 10_000_000);
  }

  @Test
  void gpts() throws IOException {
    List<Drawn> ours = ours("gpts-1k");
    List<Drawn> theirs = published("gpts1k", false);
    agree(ours, theirs, Drawn::layers);
    agree(ours, theirs, Drawn::heads);
    agree(ours, theirs, each -> List.of(each.stratum(), each.width()));
    assertThat(ours).allMatch(each -> each.parameters() <= 30_000_000);
  }

  @Test
  void gptsHaveThePublishedNumbersOfParameters() throws IOException {
    Set<Drawn> ours = new HashSet<>();
    ArchitectureCatalog.get("gpts-1k", ArchitectureSettings.NONE, 1)
        .support()
        .forEach(config -> ours.add(Drawn.of(config)));
    assertThat(ours).containsAll(published("gpts1k", false));
  }
}
