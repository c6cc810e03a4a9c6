package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.DType;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.HypernetworkConfig.Family;

/** The rows that a network needs predict what all rows predict. */
class PartialParametersTest {
  private static final HypernetworkConfig CONFIG =
      SmallHypernetworks.lowRank(Family.LANGUAGE, false);
  private static final String LARGE = "decoder.l2.weight";

  private final ReferenceBackend backend = new ReferenceBackend();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    assertThat(backend.openBytes()).isZero();
    backend.close();
  }

  static Stream<HypernetworkConfig> configs() {
    return HypernetworkTest.configs();
  }

  private static Network network(HypernetworkConfig config) {
    return config.family() == Family.VISION
        ? new SmallNetworks.Vision(12, 10)
        : new SmallNetworks.Language(20, 12);
  }

  private static Map<String, float[]> predicted(HypernetworkConfig config, Parameters parameters)
      throws IOException {
    Map<String, float[]> values = new LinkedHashMap<>();
    new Hypernetwork(config, parameters)
        .predict(
            network(config),
            PredictionOptions.of(config.family()),
            (spec, tensor) -> values.put(spec.name(), tensor.toFloats()));
    return values;
  }

  private Path written(HypernetworkConfig config) throws IOException {
    Path file = folder.resolve("hypernetwork.safetensors");
    try (StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      HypernetworkCheckpoint.write(file, config, parameters);
    }
    return file;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void predictWhatAllPredict(HypernetworkConfig config) throws IOException {
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(written(config));
        StoredParameters all =
            StoredParameters.initial(Hypernetwork.parameters(config), backend, 1);
        PartialParameters read = checkpoint.load(backend, network(config));
        PartialParameters drawn = PartialParameters.initial(config, network(config), backend, 1)) {
      Map<String, float[]> expected = predicted(config, all);
      for (Parameters some : List.of(read, drawn)) {
        predicted(config, some)
            .forEach((name, values) -> assertThat(values).as(name).isEqualTo(expected.get(name)));
      }
      assertThat(read.elements()).isEqualTo(drawn.elements());
      long elements =
          all.tensors().values().stream().mapToLong(tensor -> tensor.shape().elements()).sum();
      boolean partly = config.decoder() instanceof DecoderConfig.LowRank;
      assertThat(read.elements()).matches(count -> partly ? count < elements : count == elements);
    }
  }

  @Test
  void rowsThatAreNotThereAreRefused() {
    try (PartialParameters parameters =
        PartialParameters.initial(CONFIG, network(CONFIG), backend, 1)) {
      assertThatThrownBy(() -> parameters.get("decoder.mlp.fc.4.weight"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("of the parameter decoder.mlp.fc.4.weight only some rows are there");
      assertThatThrownBy(() -> parameters.rows("decoder.mlp.fc.4.weight", 0, 18))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("of the parameter decoder.mlp.fc.4.weight rows 0 to 18 are not there");
      assertThatThrownBy(() -> parameters.get("none"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no parameter none");
    }
  }

  @Test
  void rangesAreJoined() {
    assertThat(
            RowRange.union(
                List.of(
                    new RowRange("p", 9, 12),
                    new RowRange("p", 0, 3),
                    new RowRange("p", 2, 5),
                    new RowRange("p", 9, 10),
                    new RowRange("p", 5, 6))))
        .containsExactly(new RowRange("p", 0, 6), new RowRange("p", 9, 12));
  }

  /** Also of a file made before blocks had sums of their own. */
  @Test
  void aFlippedBitInWhatIsReadIsFound() throws IOException {
    Path file = written(CONFIG);
    Path old = withoutSums(file);
    assertThatThrownBy(() -> load(flipped(file)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("of tensor decoder.l2.weight have CRC-32");
    load(old);
    assertThatThrownBy(() -> load(flipped(old)))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("its tensors have SHA-256");
  }

  @Test
  void sumsThatAreNoSumsAreTold() throws IOException {
    Path file = written(CONFIG);
    assertThatThrownBy(
            () ->
                load(replaced(file, "\\\"decoder.l2.weight\\\":[", "\\\"decoder.l2.wight\\\" :[")))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("tensor decoder.l2.weight has 0 checksums, not 1");
    assertThatThrownBy(
            () ->
                load(replaced(file, "\\\"decoder.l2.weight\\\":[", "\\\"decoder.l2.weight\\\"::")))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("its checksums are not JSON");
  }

  private void load(Path file) throws IOException {
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(file)) {
      checkpoint.load(backend, network(CONFIG)).close();
    }
  }

  /** A bit of the first element of the large tensor. */
  private Path flipped(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (TensorSource source = TensorSource.open(file)) {
      long data = bytes.length - source.tensors().values().stream().mapToLong(t -> t.bytes()).sum();
      bytes[(int) (data + source.tensors().get(LARGE).begin())] ^= 8;
    }
    return Files.write(folder.resolve("flipped.safetensors"), bytes);
  }

  private Path replaced(Path file, String text, String other) throws IOException {
    String all = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(all).contains(text);
    assertThat(other).hasSameSizeAs(text);
    return Files.writeString(
        folder.resolve("replaced.safetensors"),
        all.replace(text, other),
        StandardCharsets.ISO_8859_1);
  }

  private Path withoutSums(Path file) throws IOException {
    Path old = folder.resolve("old.safetensors");
    try (TensorSource source = TensorSource.open(file)) {
      Map<String, String> metadata = new LinkedHashMap<>(source.metadata());
      assertThat(metadata.remove("crc32")).isNotNull();
      List<TensorDeclaration> tensors = new ArrayList<>();
      for (ParameterSpec spec : Hypernetwork.parameters(CONFIG)) {
        tensors.add(new TensorDeclaration(spec.name(), DType.F32, spec.shape()));
      }
      try (SafetensorsWriter writer = SafetensorsWriter.toFile(old, tensors, metadata)) {
        for (TensorDeclaration tensor : tensors) {
          writer.write(tensor.name(), bytes -> source.read(tensor.name(), bytes));
        }
        writer.commit();
      }
    }
    return old;
  }
}
