package org.logah.ghn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.NamedShapes;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.api.safetensors.ByteSource;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.StoredTensor;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.imports.ImportedCheckpoint;
import org.logah.ghn.imports.ImportedTensor;

/**
 * A hypernetwork on disk: a safetensors file whose metadata hold the configuration.
 *
 * <pre>
 * format   logah-hypernetwork
 * version  1
 * config   JSON, see {@code docs/checkpoints.md}
 * sha256   of the bytes of all tensors, in file order
 * crc32    JSON, for each tensor the sums of its blocks of 4 MiB; older files lack it
 * </pre>
 */
public final class HypernetworkCheckpoint implements AutoCloseable {
  private static final String FORMAT = "logah-hypernetwork";
  private static final String VERSION = "1";
  private static final String CHECKSUMS = "crc32";

  /** The published checkpoints repeat {@code decoder.l2} under this name. */
  private static final String ALIAS = "decoder.seq.1.";

  private final Path file;
  private final TensorSource source;
  private final boolean temporary;
  private final HypernetworkConfig config;

  private HypernetworkCheckpoint(Path file, TensorSource source, boolean temporary) {
    this.file = file;
    this.temporary = temporary;
    this.source = source;
    Map<String, String> metadata = source.metadata();
    if (!isOne(metadata)) {
      throw new InvalidInputException(
          "%s is no hypernetwork of this program; `convert` makes one of a published checkpoint"
              .formatted(file));
    }
    if (!VERSION.equals(metadata.get("version"))) {
      throw new InvalidInputException(
          "%s has format version %s; this program reads version %s"
              .formatted(file, metadata.get("version"), VERSION));
    }
    if (metadata.get("config") == null || metadata.get("sha256") == null) {
      throw new CorruptFileException(file, "its metadata lack config or sha256");
    }
    try {
      config = ConfigJson.read(metadata.get("config"));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(file + ": " + e.getMessage(), e);
    }
    requireTensors();
  }

  /**
   * Opens a checkpoint and checks its configuration and the names and shapes of all tensors.
   *
   * @throws InvalidInputException if it is no hypernetwork, or naming every missing, unexpected and
   *     misshapen tensor
   */
  public static HypernetworkCheckpoint open(Path file) throws IOException {
    return open(file, false);
  }

  /** As {@link #open(Path)}; closing deletes the file. */
  static HypernetworkCheckpoint openTemporary(Path file) throws IOException {
    return open(file, true);
  }

  private static HypernetworkCheckpoint open(Path file, boolean temporary) throws IOException {
    TensorSource source = TensorSource.open(file);
    try {
      return new HypernetworkCheckpoint(file, source, temporary);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Whether a file with these metadata means to be a hypernetwork. */
  public static boolean isOne(Map<String, String> metadata) {
    return FORMAT.equals(metadata.get("format"));
  }

  public HypernetworkConfig config() {
    return config;
  }

  /** SHA-256 of the tensors, in hexadecimal. */
  public String hash() {
    return source.metadata().get("sha256");
  }

  /**
   * The parameters as {@link DType#F32}, which the caller closes: they belong to no scope.
   *
   * @throws CorruptFileException if the tensors are not those that the hash was taken of
   */
  public StoredParameters load(Backend backend) throws IOException {
    verify();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (Scope scope = backend.openScope()) {
      for (String name : source.tensors().keySet()) {
        Tensor tensor = source.load(name, backend);
        tensors.put(name, tensor.dtype() == DType.F32 ? tensor : tensor.cast(DType.F32));
      }
      tensors.values().forEach(scope::release);
    }
    return new StoredParameters(tensors);
  }

  /**
   * The parameters as far as a prediction for one network reads them, as {@link DType#F32}. No
   * other part of the file is read, and what is read is checked by its own sums; a file that has
   * none is checked as a whole first.
   *
   * @throws InvalidInputException if the hypernetwork cannot predict for the network
   * @throws CorruptFileException if the tensors are not those that the sums were taken of
   */
  public PartialParameters load(Backend backend, Network network) throws IOException {
    String sums = source.metadata().get(CHECKSUMS);
    Optional<TensorChecksums> checksums =
        Optional.ofNullable(sums).map(text -> TensorChecksums.read(file, text, source.tensors()));
    if (checksums.isEmpty()) {
      verify();
    }
    return PartialParameters.of(
        config,
        network,
        backend,
        (spec, range) -> {
          StoredTensor tensor = source.tensors().get(spec.name());
          long rowBytes = tensor.bytes() / spec.shape().size(0);
          if (checksums.isPresent()) {
            checksums
                .get()
                .verify(
                    file, source, spec.name(), range.start() * rowBytes, range.end() * rowBytes);
          }
          Tensor rows = source.load(spec.name(), range.start(), range.end(), backend);
          return rows.dtype() == DType.F32 ? rows : rows.cast(DType.F32);
        });
  }

  @Override
  public void close() throws IOException {
    source.close();
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }

  /**
   * Writes a checkpoint.
   *
   * @param parameters one tensor for each parameter of the configuration
   */
  public static void write(Path file, HypernetworkConfig config, Parameters parameters)
      throws IOException {
    List<Content> contents = new ArrayList<>();
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      Tensor tensor = parameters.get(spec.name());
      contents.add(
          new Content(
              new TensorDeclaration(spec.name(), tensor.dtype(), tensor.shape()), tensor::read));
    }
    write(file, config, contents);
  }

  /**
   * Writes the hypernetwork of an imported checkpoint.
   *
   * @param averages whether to take the moving averages of the parameters
   * @throws InvalidInputException naming every missing, unexpected and misshapen parameter, or if
   *     there are no moving averages
   */
  public static void convert(ImportedCheckpoint imported, boolean averages, Path file)
      throws IOException {
    HypernetworkConfig config = imported.hypernetworkConfig();
    Map<String, ImportedTensor> tensors =
        new LinkedHashMap<>(averages ? averages(imported) : imported.stateDict());
    tensors.keySet().removeIf(name -> name.startsWith(ALIAS));
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    NamedShapes.requireEqual(
        averages ? "the EMA of the imported checkpoint" : "the imported checkpoint",
        expected(config),
        shapes);
    List<Content> contents = new ArrayList<>();
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      ImportedTensor tensor = tensors.get(spec.name());
      contents.add(
          new Content(
              new TensorDeclaration(spec.name(), tensor.dtype(), tensor.shape()),
              consumer -> consumer.accept(tensor.data())));
    }
    write(file, config, contents);
  }

  private static Map<String, ImportedTensor> averages(ImportedCheckpoint imported) {
    return imported
        .emaStateDict()
        .orElseThrow(
            () -> new InvalidInputException("the checkpoint holds no moving averages (EMA)"));
  }

  private record Content(TensorDeclaration declaration, ByteSource bytes) {}

  private static void write(Path file, HypernetworkConfig config, List<Content> contents)
      throws IOException {
    MessageDigest digest = sha256();
    TensorChecksums checksums = new TensorChecksums();
    for (Content content : contents) {
      content.bytes().read(digest::update);
      checksums.add(content.declaration().name(), content.bytes());
    }
    Map<String, String> metadata =
        Map.of(
            "format",
            FORMAT,
            "version",
            VERSION,
            "config",
            ConfigJson.write(config),
            "sha256",
            HexFormat.of().formatHex(digest.digest()),
            CHECKSUMS,
            checksums.json());
    List<TensorDeclaration> declarations = contents.stream().map(Content::declaration).toList();
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, declarations, metadata)) {
      for (Content content : contents) {
        writer.write(content.declaration().name(), content.bytes());
      }
      writer.commit();
    }
  }

  private void verify() throws IOException {
    MessageDigest digest = sha256();
    for (String name : source.tensors().keySet()) {
      source.read(name, digest::update);
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(hash())) {
      throw new CorruptFileException(
          file, "its tensors have SHA-256 %s, not %s as noted".formatted(actual, hash()));
    }
  }

  private void requireTensors() {
    Map<String, Shape> found = new LinkedHashMap<>();
    source.tensors().forEach((name, tensor) -> found.put(name, tensor.shape()));
    NamedShapes.requireEqual(file.toString(), expected(config), found);
  }

  private static Map<String, Shape> expected(HypernetworkConfig config) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      shapes.put(spec.name(), spec.shape());
    }
    return shapes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
