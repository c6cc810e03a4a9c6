package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.HypernetworkConfig.Family;

/** Factors on disk stand for exactly what is predicted, and damaged ones are told. */
class FactoredCheckpointTest {
  private final ReferenceBackend backend = new ReferenceBackend();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    assertThat(backend.openBytes()).isZero();
    backend.close();
  }

  static Stream<HypernetworkConfig> configs() {
    return HypernetworkTest.configs()
        .filter(config -> config.decoder() instanceof DecoderConfig.LowRank);
  }

  /** Larger than what is decoded, so that it is tiled. */
  private static Network network(HypernetworkConfig config) {
    return config.family() == Family.VISION
        ? new SmallNetworks.Vision(40, 23)
        : new SmallNetworks.Language(50, 12);
  }

  /** Writes a factored checkpoint and gives what it stands for. */
  private Map<String, float[]> write(HypernetworkConfig config, Path file) throws IOException {
    Map<String, float[]> predicted = new LinkedHashMap<>();
    Network network = network(config);
    PredictionOptions options = PredictionOptions.of(config.family()).withSeed(2);
    try (StoredParameters parameters =
        StoredParameters.initial(Hypernetwork.parameters(config), backend, 1)) {
      Hypernetwork hypernetwork = new Hypernetwork(config, parameters);
      hypernetwork.predict(
          network, options, (spec, tensor) -> predicted.put(spec.name(), tensor.toFloats()));
      FactoredPlan plan = new FactoredPlan(config, network);
      try (SafetensorsWriter writer =
          SafetensorsWriter.toFile(file, plan.tensors(), plan.metadata(Map.of("seed", "2")))) {
        hypernetwork.stream(network, options, (stage, spent) -> {}, plan.sink(writer));
        writer.commit();
      }
    }
    return predicted;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void standsForWhatIsPredicted(HypernetworkConfig config) throws IOException {
    Path file = folder.resolve("factored.safetensors");
    Map<String, float[]> expected = write(config, file);
    Map<String, float[]> streamed = new LinkedHashMap<>();
    try (FactoredCheckpoint checkpoint = FactoredCheckpoint.open(file)) {
      assertThat(checkpoint.provenance()).containsExactly(Map.entry("seed", "2"));
      checkpoint.stream(
          network(config),
          backend,
          (spec, value) -> streamed.put(spec.name(), value.tiled().filled().toFloats()));
      assertThat(checkpoint.load("inner.weight", backend))
          .isInstanceOfSatisfying(
              LowRankTensor.class,
              factors -> {
                assertThat(factors.b().shape()).isEqualTo(Shape.of(16, 3));
                factors.a().close();
                factors.b().close();
              });
    }
    assertThat(streamed.keySet()).containsExactlyElementsOf(expected.keySet());
    // The reference computes in float64, which the file rounds.
    streamed.forEach(
        (name, values) ->
            assertThat(values).as(name).containsExactly(expected.get(name), within(1e-6f)));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void isReadAsIfItWereWhole(HypernetworkConfig config) throws IOException {
    Path file = folder.resolve("factored.safetensors");
    Map<String, float[]> expected = write(config, file);
    try (Scope scope = backend.openScope();
        TensorSource source = FactoredCheckpoint.open(file).expanded(backend, DType.BF16)) {
      assertThat(source.tensors().keySet()).containsExactlyElementsOf(expected.keySet());
      assertThat(source.metadata()).containsEntry("seed", "2");
      for (String name : source.tensors().keySet()) {
        Shape shape = source.tensors().get(name).shape();
        Tensor whole = source.load(name, backend);
        assertThat(whole.shape()).isEqualTo(shape);
        assertThat(whole.dtype()).isEqualTo(DType.BF16);
        byte[] bytes = bytes(whole::read);
        float[] rounded =
            backend
                .tensor(expected.get(name), shape.toArray())
                .cast(DType.BF16)
                .cast(DType.F32)
                .toFloats();
        assertThat(whole.cast(DType.F32).toFloats()).as(name).isEqualTo(rounded);
        assertThat(bytes(consumer -> source.read(name, consumer))).isEqualTo(bytes);
        int begin = bytes.length / 3 / 2 * 2;
        int end = bytes.length - 2;
        if (begin < end) {
          assertThat(bytes(consumer -> source.read(name, begin, end, consumer)))
              .isEqualTo(Arrays.copyOfRange(bytes, begin, end));
        }
        int rowBytes = (int) (bytes.length / shape.size(0));
        long first = shape.size(0) / 2;
        assertThat(bytes(source.load(name, first, shape.size(0), backend)::read))
            .isEqualTo(Arrays.copyOfRange(bytes, (int) first * rowBytes, bytes.length));
        assertThat(source.load(name, 0, 0, backend).shape()).isEqualTo(shape.with(0, 0));
      }
      assertThatThrownBy(() -> source.load("none", backend))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("has no tensor none");
    }
  }

  private interface Reading {
    void read(Consumer<ByteBuffer> consumer) throws IOException;
  }

  private static byte[] bytes(Reading reading) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    reading.read(
        chunk -> {
          byte[] bytes = new byte[chunk.remaining()];
          chunk.get(bytes);
          all.writeBytes(bytes);
        });
    return all.toByteArray();
  }

  @Test
  void aDenseDecoderHasNoFactors() {
    assertThatThrownBy(
            () -> new FactoredPlan(SmallHypernetworks.dense(), new SmallNetworks.Vision(12, 10)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("dense decoder, which knows no factors");
  }

  @Test
  void everythingThatDoesNotFitIsToldAtOnce() throws IOException {
    Path file =
        damaged(
            "1",
            """
            {"w": {"shape": [5, 4], "kernel": [1, 1]}, "x": {"shape": [6, 4], "kernel": [1, 1]},
             "y": {"shape": [3]}, "z": {"shape": [3]}, "u": {"shape": []},
             "v": {"shape": [5, 4], "kernel": [1]}, "t": {"shape": [4000000000, 4000000000]}}
            """,
            new TensorDeclaration("w.a", DType.F32, Shape.of(6, 2)),
            new TensorDeclaration("w.b", DType.F32, Shape.of(4, 3)),
            new TensorDeclaration("x.a", DType.F64, Shape.of(6, 2)),
            new TensorDeclaration("y", DType.F32, Shape.of(2)),
            new TensorDeclaration("extra", DType.F32, Shape.of(2)));
    assertThatThrownBy(() -> FactoredCheckpoint.open(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("the shape of parameter u is no list of positive sizes")
        .hasMessageContaining("the kernel of parameter v is not two positive sizes")
        .hasMessageContaining("the shape of parameter t is no list of positive sizes")
        .hasMessageContaining("parameter w: factors of ranks 2 and 3 have no product")
        .hasMessageContaining("parameter w: A has 6 rows where the weight has 5 of kernel size 1")
        .hasMessageContaining("tensor x.a is F64, not F32")
        .hasMessageContaining("tensor x.b is missing")
        .hasMessageContaining("parameter y: its tensor is [2], not [3]")
        .hasMessageContaining("tensor z is missing")
        .hasMessageContaining("tensor extra belongs to no parameter");
  }

  @Test
  void kernelsThatAreNotThoseOfTheWeightAreTold() throws IOException {
    Path file =
        damaged(
            "1",
            "{\"w\": {\"shape\": [5, 4, 3, 3], \"kernel\": [3, 2]}}",
            new TensorDeclaration("w.a", DType.F32, Shape.of(15, 2)),
            new TensorDeclaration("w.b", DType.F32, Shape.of(12, 2)));
    assertThatThrownBy(() -> FactoredCheckpoint.open(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("parameter w: a kernel of 3 x 2 is not that of [5, 4, 3, 3]");
  }

  @Test
  void textsThatAreNoParametersAreTold() throws IOException {
    for (String text : List.of("", "{", "[]", "{\"w\": 1, \"w\": 2}", "{\"w\": {\"shape\": 3}}")) {
      assertThatThrownBy(() -> FactoredCheckpoint.open(damaged("1", text)))
          .as(text)
          .isInstanceOf(CorruptFileException.class);
    }
    assertThatThrownBy(() -> FactoredCheckpoint.open(damaged("2", "{}")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has format version 2; this program reads version 1");
    Path other = folder.resolve("other.safetensors");
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(other, List.of(), Map.of())) {
      writer.commit();
    }
    assertThatThrownBy(() -> FactoredCheckpoint.open(other))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is no factored checkpoint");
  }

  @Test
  void anotherNetworkAndACutFileAreTold() throws IOException {
    HypernetworkConfig config = SmallHypernetworks.lowRank(Family.LANGUAGE, false);
    Path file = folder.resolve("factored.safetensors");
    write(config, file);
    try (FactoredCheckpoint checkpoint = FactoredCheckpoint.open(file)) {
      assertThatThrownBy(
              () -> checkpoint.stream(new SmallNetworks.Language(51, 12), backend, (s, v) -> {}))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("misshapen tokens.weight is [50, 12], not [51, 12]");
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> FactoredCheckpoint.open(file))
        .isInstanceOf(CorruptFileException.class);
  }

  private Path damaged(String version, String parameters, TensorDeclaration... tensors)
      throws IOException {
    Path file = folder.resolve("damaged.safetensors");
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", "logah-factored");
    metadata.put("version", version);
    metadata.put("parameters", parameters);
    List<TensorDeclaration> declared = new ArrayList<>(List.of(tensors));
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, declared, metadata)) {
      for (TensorDeclaration tensor : declared) {
        writer.write(tensor.name(), bytes -> bytes.accept(Buffers.allocate((int) tensor.bytes())));
      }
      writer.commit();
    }
    return file;
  }
}
