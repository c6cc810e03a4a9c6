package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;

/** What trainers' configurations and the shapes of bare state dicts say of the hypernetwork. */
class ImportedConfigurationTest {
  @TempDir Path folder;

  @Test
  void denseHypernetworkIsConfigured() throws IOException {
    Map<String, Object> config = complete();
    config.put("num_classes", 1000);
    config.put("weight_norm", false);

    assertThat(trainer(config, 15).hypernetworkConfig())
        .isEqualTo(
            new HypernetworkConfig(
                Family.VISION,
                8,
                2,
                2,
                1000,
                List.of(64, 64, 11, 11),
                new DecoderConfig.Dense(),
                false,
                true));
  }

  @Test
  void lowRankHypernetworkWithVectorDecoderIsConfigured() throws IOException {
    Map<String, Object> config = complete();
    config.put("lora", true);
    config.put("lora_r", 16);
    config.put("max_ck_lora", 8192);
    config.put("use_1d_decoder", true);

    HypernetworkConfig hypernetwork = trainer(config, 18).hypernetworkConfig();
    assertThat(hypernetwork.family()).isEqualTo(Family.LANGUAGE);
    assertThat(hypernetwork.classes()).isEqualTo(10);
    assertThat(hypernetwork.decoder()).isEqualTo(new DecoderConfig.LowRank(16, 8192, true));
  }

  @Test
  void everythingThatIsNotSupportedIsToldAtOnce() throws IOException {
    Map<String, Object> config = complete();
    config.put("ve", false);
    config.put("is_ghn2", true);
    config.put("decoder", "mlp");
    config.put("hid", "wide");
    config.put("max_shape", 64);
    config.remove("heads");
    config.remove("layernorm");

    ImportedCheckpoint checkpoint = trainer(config, 16);
    assertThatThrownBy(checkpoint::hypernetworkConfig)
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("file.pt")
        .hasMessageContaining("ve is false")
        .hasMessageContaining("is_ghn2 is true")
        .hasMessageContaining("decoder is mlp")
        .hasMessageContaining("hid is wide")
        .hasMessageContaining("max_shape is 64")
        .hasMessageContaining("heads is missing")
        .hasMessageContaining("num_classes is missing")
        .hasMessageContaining("layernorm is missing")
        .hasMessageContaining("16 rows");
  }

  @Test
  void valuesThatNoHypernetworkHasAreToldWithTheFile() throws IOException {
    Map<String, Object> config = complete();
    config.put("heads", 3);
    ImportedCheckpoint checkpoint = trainer(config, 18);
    assertThatThrownBy(checkpoint::hypernetworkConfig)
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("file.pt")
        .hasMessageContaining("3 heads");
  }

  @Test
  void listsAreToldByTheirSizes() throws IOException {
    Map<String, Object> config = complete();
    config.put("decoder", new long[1000]);
    config.put("hid", new long[] {8, 8});
    config.put("max_shape", new long[] {64, -1, 11});
    config.put("num_classes", 10);
    ImportedCheckpoint checkpoint = trainer(config, 15);
    assertThatThrownBy(checkpoint::hypernetworkConfig)
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("decoder is a list of 1000 values; of the dense ones")
        .hasMessageContaining("hid is a list of 2 values, not a positive whole number")
        .hasMessageContaining("max_shape is a list of 3 values, not four sizes");
    config.put("max_shape", new long[] {64, -1, 11, 11});
    ImportedCheckpoint negative = trainer(config, 15);
    assertThatThrownBy(negative::hypernetworkConfig)
        .hasMessageContaining("a size of max_shape is -1, not a positive whole number");
  }

  @Test
  void bareLowRankStateDictAsksForTheTrainersCheckpoint() throws IOException {
    ImportedCheckpoint checkpoint = bare(Map.of("decoder.l2.weight", new long[] {4, 2}));
    assertThatThrownBy(checkpoint::hypernetworkConfig)
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("low-rank");
  }

  @Test
  void stateDictOfSomethingElseIsToldByWhatItLacks() throws IOException {
    ImportedCheckpoint checkpoint = bare(Map.of("conv1.weight", new long[] {4, 2}));
    assertThatThrownBy(checkpoint::hypernetworkConfig)
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not the state dict of a GHN-3")
        .hasMessageContaining("embed.weight")
        .hasMessageContaining("gnn.0.attn.proj_e.2.weight")
        .hasMessageContaining("decoder.fc.0.weight");
  }

  @Test
  void shapesThatContradictOneAnotherAreTold() throws IOException {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("embed.weight", new long[] {15, 4});
    shapes.put("gnn.0.ln1.weight", new long[] {4});
    shapes.put("gnn.0.attn.proj_e.2.weight", new long[] {2, 4});
    shapes.put("decoder.class_layer_predictor.1.weight", new long[] {10, 3});
    shapes.put("decoder.conv.2.weight", new long[] {7, 2});
    shapes.put("decoder.fc.0.weight", new long[] {17, 4});
    ImportedCheckpoint checkpoint = bare(shapes);
    assertThatThrownBy(checkpoint::hypernetworkConfig)
        .isExactlyInstanceOf(InvalidInputException.class)
        .hasMessageContaining("7 rows")
        .hasMessageContaining("17 rows");
  }

  private static Map<String, Object> complete() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("hid", 8);
    config.put("layers", 2);
    config.put("heads", 2);
    config.put("max_shape", new long[] {64, 64, 11, 11});
    config.put("weight_norm", true);
    config.put("layernorm", true);
    config.put("ve", true);
    config.put("decoder", "conv");
    return config;
  }

  private ImportedCheckpoint trainer(Map<String, Object> config, int primitives)
      throws IOException {
    PickleWriter pickle = new PickleWriter().start().op('}').text("state_dict").op('}');
    matrices(pickle, Map.of("embed.weight", new long[] {primitives, 8})).op('s');
    pickle.text("config").op('}').op('(');
    config.forEach(
        (key, value) -> {
          pickle.text(key);
          if (value instanceof Integer number) {
            pickle.number(number);
          } else if (value instanceof Boolean truth) {
            pickle.op(truth ? 0x88 : 0x89);
          } else if (value instanceof long[] numbers) {
            pickle.numbers(numbers);
          } else {
            pickle.text((String) value);
          }
        });
    return read(pickle.op('u').op('s').stop());
  }

  private ImportedCheckpoint bare(Map<String, long[]> shapes) throws IOException {
    return read(matrices(new PickleWriter().start().op('}'), shapes).stop());
  }

  private static PickleWriter matrices(PickleWriter pickle, Map<String, long[]> shapes) {
    shapes.forEach(
        (name, shape) -> {
          long[] strides = shape.length == 2 ? new long[] {shape[1], 1} : new long[] {1};
          pickle.text(name).tensor("FloatStorage", "0", 200, 0, shape, strides).op('s');
        });
    return pickle;
  }

  private ImportedCheckpoint read(PickleWriter pickle) throws IOException {
    byte[] file = Checkpoints.archive(pickle.bytes(), Map.of("0", new byte[800]));
    return ImportedCheckpoint.read(Files.write(folder.resolve("file.pt"), file));
  }
}
