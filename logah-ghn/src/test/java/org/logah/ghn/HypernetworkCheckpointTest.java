package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.imports.ImportedCheckpoint;
import org.logah.graph.SizeFeatures;

class HypernetworkCheckpointTest {
  private final ReferenceBackend backend = new ReferenceBackend();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    backend.close();
  }

  static Stream<HypernetworkConfig> configs() {
    return HypernetworkTest.configs();
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
  void readsWhatItWrote(HypernetworkConfig config) throws IOException {
    Path file = written(config);
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(file);
        StoredParameters read = checkpoint.load(backend);
        StoredParameters expected =
            StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      assertThat(checkpoint.config()).isEqualTo(config);
      assertThat(checkpoint.hash()).matches("[0-9a-f]{64}");
      assertThat(read.tensors().keySet()).containsExactlyElementsOf(expected.tensors().keySet());
      read.tensors()
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.toFloats()).isEqualTo(expected.get(name).toFloats()));
    }
    assertThat(backend.openBytes()).isZero();
  }

  @Test
  void whatIsLoadedOutlivesTheScopesItWasLoadedIn() throws IOException {
    Path file = written(SmallHypernetworks.dense());
    StoredParameters read;
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(file);
        Scope scope = backend.openScope()) {
      read = checkpoint.load(backend);
    }
    assertThat(read.tensors().values()).isNotEmpty().noneMatch(Tensor::isClosed);
    read.close();
    assertThat(backend.openBytes()).isZero();
  }

  @Test
  void aFlippedBitInATensorIsFound() throws IOException {
    Path file = written(SmallHypernetworks.dense());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 100] ^= 1;
    Files.write(file, bytes);
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(file)) {
      assertThatThrownBy(() -> checkpoint.load(backend))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("its tensors have SHA-256");
    }
    assertThat(backend.openBytes()).isZero();
  }

  @Test
  void namesMissingUnexpectedAndMisshapenTensorsAtOnce() throws IOException {
    HypernetworkConfig config = SmallHypernetworks.lowRank(Family.VISION, false);
    Path good = written(config);
    Map<String, String> metadata;
    try (TensorSource source = TensorSource.open(good)) {
      metadata = source.metadata();
    }
    List<TensorDeclaration> tensors = new ArrayList<>();
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      switch (spec.name()) {
        case "ln.bias" -> {}
        case "ln.weight" -> tensors.add(new TensorDeclaration(spec.name(), DType.F32, Shape.of(3)));
        default -> tensors.add(new TensorDeclaration(spec.name(), DType.F32, spec.shape()));
      }
    }
    tensors.add(new TensorDeclaration("extra", DType.F32, Shape.of(1)));
    Path bad = folder.resolve("bad.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(bad, tensors, metadata)) {
      for (TensorDeclaration tensor : tensors) {
        writer.write(tensor.name(), bytes -> bytes.accept(Buffers.allocate((int) tensor.bytes())));
      }
      writer.commit();
    }

    assertThatThrownBy(() -> HypernetworkCheckpoint.open(bad))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            bad
                + " does not hold the tensors expected: missing ln.bias; unexpected extra;"
                + " misshapen ln.weight is [3], not [8]");
  }

  @Test
  void anotherSafetensorsFileIsNoHypernetwork() throws IOException {
    Path file = folder.resolve("other.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, List.of(), Map.of())) {
      writer.commit();
    }
    assertThatThrownBy(() -> HypernetworkCheckpoint.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is no hypernetwork of this program; `convert` makes one");
  }

  @Test
  void newerFormatsAndBrokenConfigurationsAreTold() throws IOException {
    assertThatThrownBy(() -> HypernetworkCheckpoint.open(withMetadata("2", "{}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has format version 2; this program reads version 1");
    assertThatThrownBy(() -> HypernetworkCheckpoint.open(withMetadata("1", "{\"hidden\":8")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("hypernetwork configuration: not JSON");
    assertThatThrownBy(() -> HypernetworkCheckpoint.open(withMetadata("1", "{\"hidden\":8}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("family is missing or no text")
        .hasMessageContaining("layers is missing or no whole number")
        .hasMessageContaining("max_shape is missing or no list of whole numbers")
        .hasMessageContaining("weight_norm is missing or neither true nor false");
  }

  @Test
  void fieldsOfOtherTypesAreToldEachByItsName() throws IOException {
    HypernetworkConfig config =
        SmallHypernetworks.lowRank(Family.VISION, false)
            .withWidths(new WidthHandling(SizeFeatures.TABLE, 8, true));
    String text;
    try (TensorSource source = TensorSource.open(written(config))) {
      text = source.metadata().get("config");
    }
    String wrong = text.replace("[16,16,4,4]", "[16,\"16\",4.5,4]").replace("\"row_grid\":8,", "");

    assertThatThrownBy(() -> HypernetworkCheckpoint.open(withMetadata("1", wrong)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "hypernetwork configuration: max_shape is missing or no list of whole numbers;"
                + " row_grid is missing or no whole number");
  }

  private Path withMetadata(String version, String config) throws IOException {
    Path file = folder.resolve("metadata.safetensors");
    Map<String, String> metadata =
        Map.of("format", "logah-hypernetwork", "version", version, "config", config, "sha256", "0");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, List.of(), metadata)) {
      writer.commit();
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainer_vit_h16.pt",
        "trainer_gpt_h16.pt",
        "ghn3_h8_joblib.pt",
        "ghn3_h8_hf_layout_joblib.pt"
      })
  void convertsPublishedCheckpointsAndPredicts(String name) throws IOException {
    Path file = folder.resolve("converted.safetensors");
    HypernetworkCheckpoint.convert(ImportedCheckpoint.read(sample(name)), false, file);
    try (HypernetworkCheckpoint checkpoint = HypernetworkCheckpoint.open(file);
        StoredParameters parameters = checkpoint.load(backend)) {
      Network network =
          checkpoint.config().family() == Family.VISION
              ? new SmallNetworks.Vision(24, 10)
              : new SmallNetworks.Language(30, 24);
      List<String> predicted = new ArrayList<>();
      new Hypernetwork(checkpoint.config(), parameters)
          .predict(
              network,
              PredictionOptions.of(checkpoint.config().family()),
              (spec, tensor) -> {
                for (float value : tensor.toFloats()) {
                  assertThat(value).as(spec.name()).isFinite();
                }
                predicted.add(spec.name());
              });
      assertThat(predicted).hasSameSizeAs(network.parameters());
    }
    assertThat(backend.openBytes()).isZero();
  }

  @Test
  void convertsMovingAveragesWhereThereAreAny() throws IOException {
    Path plain = folder.resolve("plain.safetensors");
    Path averaged = folder.resolve("averaged.safetensors");
    ImportedCheckpoint vision = ImportedCheckpoint.read(sample("trainer_vit_h16.pt"));
    HypernetworkCheckpoint.convert(vision, false, plain);
    HypernetworkCheckpoint.convert(vision, true, averaged);
    try (HypernetworkCheckpoint first = HypernetworkCheckpoint.open(plain);
        HypernetworkCheckpoint second = HypernetworkCheckpoint.open(averaged)) {
      assertThat(first.hash()).isNotEqualTo(second.hash());
    }
    ImportedCheckpoint language = ImportedCheckpoint.read(sample("trainer_gpt_h16.pt"));
    assertThatThrownBy(() -> HypernetworkCheckpoint.convert(language, true, folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("the checkpoint holds no moving averages (EMA)");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static Path sample(String name) {
    try {
      return Path.of(HypernetworkCheckpointTest.class.getResource("/ckpt/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
