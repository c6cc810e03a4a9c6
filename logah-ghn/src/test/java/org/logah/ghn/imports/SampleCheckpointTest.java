package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.DType;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;

/** The files that the authors' programs wrote. */
class SampleCheckpointTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainer_vit_h16.pt",
        "trainer_gpt_h16.pt",
        "ghn3_h8_joblib.pt",
        "ghn3_h8_hf_layout_joblib.pt"
      })
  void everyTensorIsAsRecorded(String name) throws IOException {
    JsonNode recorded = recorded(name);
    Map<String, ImportedTensor> tensors = read(name).stateDict();

    List<String> names = new ArrayList<>();
    for (JsonNode tensor : recorded.get("tensors")) {
      String tensorName = tensor.get("name").asText().replaceFirst("^(centr|input)", "gnn.0.$1");
      names.add(tensorName);
      ImportedTensor imported = tensors.get(tensorName);
      assertThat(imported.dtype()).isEqualTo(DType.F32);
      assertThat(imported.shape().toArray())
          .isEqualTo(new ObjectMapper().convertValue(tensor.get("shape"), long[].class));
      FloatBuffer values = imported.data().asFloatBuffer();
      assertThat((long) values.remaining()).isEqualTo(imported.shape().elements());
      for (int i = 0; i < tensor.get("first4").size(); i++) {
        assertThat(values.get(i)).isEqualTo((float) tensor.get("first4").get(i).asDouble());
      }
      double squares = 0;
      while (values.hasRemaining()) {
        float value = values.get();
        squares += (double) value * value;
      }
      double norm = tensor.get("norm").asDouble();
      assertThat(Math.sqrt(squares)).isCloseTo(norm, within(1e-6 * norm));
    }
    assertThat(tensors.keySet()).containsExactlyElementsOf(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trainer_vit_h16.pt", "trainer_gpt_h16.pt"})
  void configurationAndProgressAreAsRecorded(String name) throws IOException {
    JsonNode recorded = recorded(name);
    ImportedCheckpoint checkpoint = read(name);

    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(json.writeValueAsString(checkpoint.config())))
        .isEqualTo(recorded.get("config"));
    assertThat(checkpoint.epoch()).hasValue(recorded.get("epoch").asLong());
    assertThat(checkpoint.step()).hasValue(recorded.get("step").asLong());
  }

  @Test
  void movingAveragesAreReadWhereTheTrainerKeptThem() throws IOException {
    Map<String, ImportedTensor> averages = read("trainer_vit_h16.pt").emaStateDict().orElseThrow();
    List<String> names = new ArrayList<>();
    recorded("trainer_vit_h16.pt").get("ema_keys").forEach(key -> names.add(key.asText()));

    assertThat(averages.keySet()).containsExactlyElementsOf(names);
    assertThat(read("trainer_gpt_h16.pt").emaStateDict()).isEmpty();
  }

  @Test
  void hypernetworksAreThoseOfTheConfiguration() throws IOException {
    DecoderConfig lowRank = new DecoderConfig.LowRank(4, 512, false);
    assertThat(read("trainer_vit_h16.pt").hypernetworkConfig())
        .isEqualTo(
            new HypernetworkConfig(
                Family.VISION, 16, 2, 4, 100, List.of(32, 32, 16, 16), lowRank, true, true));
    assertThat(read("trainer_gpt_h16.pt").hypernetworkConfig())
        .isEqualTo(
            new HypernetworkConfig(
                Family.LANGUAGE, 16, 2, 4, 10, List.of(32, 32, 16, 16), lowRank, true, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ghn3_h8_joblib.pt", "ghn3_h8_hf_layout_joblib.pt"})
  void bareStateDictsTellTheHypernetworkByTheirShapes(String name) throws IOException {
    ImportedCheckpoint checkpoint = read(name);

    assertThat(checkpoint.config()).isEmpty();
    assertThat(checkpoint.epoch()).isEmpty();
    assertThat(checkpoint.hypernetworkConfig())
        .isEqualTo(
            new HypernetworkConfig(
                Family.VISION,
                8,
                2,
                2,
                10,
                List.of(8, 8, 11, 11),
                new DecoderConfig.Dense(),
                true,
                true));
  }

  @Test
  void zlibCompressionOfJoblibIsUndone() throws IOException {
    Path file = folder.resolve("compressed.pt");
    try (var out = new DeflaterOutputStream(Files.newOutputStream(file))) {
      out.write(Checkpoints.sample("ghn3_h8_joblib.pt"));
    }

    assertThat(contents(ImportedCheckpoint.read(file)))
        .isEqualTo(contents(read("ghn3_h8_joblib.pt")));
  }

  private static Map<String, ByteBuffer> contents(ImportedCheckpoint checkpoint) {
    Map<String, ByteBuffer> contents = new LinkedHashMap<>();
    checkpoint.stateDict().forEach((name, tensor) -> contents.put(name, tensor.data()));
    return contents;
  }

  private ImportedCheckpoint read(String name) throws IOException {
    return ImportedCheckpoint.read(Files.write(folder.resolve(name), Checkpoints.sample(name)));
  }

  private static JsonNode recorded(String name) throws IOException {
    return new ObjectMapper().readTree(Checkpoints.sample(name + ".json"));
  }
}
