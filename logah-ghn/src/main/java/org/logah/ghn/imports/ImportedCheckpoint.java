package org.logah.ghn.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;
import org.logah.ghn.HypernetworkConfig;

/**
 * A hypernetwork's checkpoint as the authors' programs write it: the trainers' torch.save of a dict
 * with {@code state_dict}, {@code config} and more, or GHN-3's bare state dict, pickled by joblib
 * or saved by torch. Reading runs no code of the file and takes memory in proportion to its size.
 */
public final class ImportedCheckpoint {
  private final String file;
  private final Map<String, ImportedTensor> stateDict;
  private final Optional<Map<String, ImportedTensor>> emaStateDict;
  private final Map<String, Object> config;
  private final OptionalLong epoch;
  private final OptionalLong step;

  /** Interprets the object that the file holds. */
  private ImportedCheckpoint(Path path, Object root, long bytes) throws IOException {
    file = path.toString();
    if (!(root instanceof Map<?, ?> top)) {
      throw new CorruptFileException(
          "%s: holds no dict at top level, so neither a checkpoint nor a state dict"
              .formatted(file));
    }
    TensorLoader loader = new TensorLoader(file, bytes);
    if (top.get("state_dict") instanceof Map<?, ?> parameters) {
      stateDict = Collections.unmodifiableMap(loader.load(parameters));
      emaStateDict =
          top.get("ema_state_dict") instanceof Map<?, ?> averages
              ? Optional.of(Collections.unmodifiableMap(loader.load(averages)))
              : Optional.empty();
      config =
          top.get("config") instanceof Map<?, ?> map
              ? new PlainValues(file).copy("config", map)
              : Map.of();
      epoch =
          top.get("epoch") instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
      step = top.get("step") instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
    } else {
      stateDict = Collections.unmodifiableMap(loader.load(top));
      emaStateDict = Optional.empty();
      config = Map.of();
      epoch = OptionalLong.empty();
      step = OptionalLong.empty();
    }
  }

  /**
   * Reads a file, whose format its first bytes tell.
   *
   * @throws InvalidInputException if it has none of the formats read
   * @throws CorruptFileException naming rule, file and byte offset if it breaks its format, or
   *     refers to anything but tensors and plain values
   * @throws IOException if the disk fails
   */
  public static ImportedCheckpoint read(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(FileFormat.HEAD);
    }
    return switch (FileFormat.of(file.toString(), head)) {
      case TORCH_ARCHIVE -> {
        try (TorchArchive archive = new TorchArchive(file)) {
          yield new ImportedCheckpoint(file, archive.read(), Files.size(file));
        }
      }
      case TORCH_LEGACY -> {
        try (FileChannel channel = FileChannel.open(file)) {
          PickleReader in = new PickleReader(ByteSource.of(file.toString(), channel));
          Object root = new LegacyStream(in, true).read();
          yield new ImportedCheckpoint(file, root, channel.size());
        }
      }
      case PICKLE -> {
        try (FileChannel channel = FileChannel.open(file)) {
          yield ofPickle(file, ByteSource.of(file.toString(), channel));
        }
      }
      case ZLIB_PICKLE -> {
        try (InflatedFile inflated = new InflatedFile(file)) {
          yield ofPickle(file, ByteSource.of(file + " (inflated)", inflated.channel()));
        }
      }
    };
  }

  private static ImportedCheckpoint ofPickle(Path file, ByteSource source) throws IOException {
    PickleReader in = new PickleReader(source);
    Object root = new Unpickler(in, null, false).load();
    if (in.remaining() != 0) {
      throw in.corrupt(in.position(), "%d bytes after the pickle".formatted(in.remaining()));
    }
    return new ImportedCheckpoint(file, root, source.size());
  }

  /**
   * The parameters, in the file's order. Names are those of the trainers' layout: the centrality
   * and distance tables that GHN-3's public files hold at top level are under {@code gnn.0}.
   */
  public Map<String, ImportedTensor> stateDict() {
    return stateDict;
  }

  /** The moving averages of the parameters, if the trainer kept them. */
  public Optional<Map<String, ImportedTensor>> emaStateDict() {
    return emaStateDict;
  }

  /**
   * The trainer's configuration as plain values ({@code Map}, {@code List}, {@code String}, {@code
   * Long}, {@code Double}, {@code Boolean}, null); empty if the file has none.
   */
  public Map<String, Object> config() {
    return config;
  }

  /** The epoch it was saved in, counted from 0, if the file says. */
  public OptionalLong epoch() {
    return epoch;
  }

  /** The step of the epoch it was saved after, if the file says. */
  public OptionalLong step() {
    return step;
  }

  /**
   * The hypernetwork that the parameters belong to: by the file's configuration, or, for GHN-3's
   * bare state dicts, by the shapes of the parameters.
   *
   * @throws InvalidInputException naming all that is missing, contradictory or not supported
   */
  public HypernetworkConfig hypernetworkConfig() {
    return config.isEmpty()
        ? new ShapeConfiguration(file, stateDict).infer()
        : new TrainerConfiguration(file, config, stateDict).interpret();
  }
}
