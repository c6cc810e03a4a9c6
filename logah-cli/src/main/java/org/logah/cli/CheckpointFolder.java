package org.logah.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.AtomicFile;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.api.safetensors.TensorSource;

/**
 * A folder that becomes a checkpoint: weights, config.json and, if one is given, tokenizer.json.
 * Closed before {@link #commit} it is as it was before, and gone if it was not there.
 */
final class CheckpointFolder implements AutoCloseable {
  /** Metadata that every checkpoint of this program has. */
  static final String MARK = "hypernetwork";

  /** The weights of a factored checkpoint; what reads whole ones passes it over. */
  static final String FACTORED = "factored.safetensors";

  static final String TOKENIZER = "tokenizer.json";

  private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");
  private static final Pattern PARTIAL = Pattern.compile("\\..+\\.partial");

  private final Path folder;
  private final List<Path> created = new ArrayList<>();
  private final List<AtomicFile> companions = new ArrayList<>();
  private SafetensorsWriter writer;

  private CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A folder to write to; nothing is made yet.
   *
   * @param overwrite whether a checkpoint of this program may be replaced
   * @throws InvalidInputException if it is there with other content
   */
  static CheckpointFolder of(Path folder, boolean overwrite) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s is a file; --out takes a folder, or none".formatted(folder));
    }
    if (Files.isDirectory(folder) && !isEmpty(folder)) {
      boolean ours = isOurs(folder);
      if (!ours) {
        throw new InvalidInputException(
            "%s exists with other content; choose a new folder".formatted(folder));
      }
      if (!overwrite) {
        throw new InvalidInputException(
            "%s holds a predicted checkpoint; choose a new folder, or replace it with --force"
                .formatted(folder));
      }
    }
    return new CheckpointFolder(folder.toAbsolutePath().normalize());
  }

  /** The folder that a user chose, if anything is to be written. */
  static Optional<CheckpointFolder> of(OutputArguments output) throws IOException {
    return output.writes() ? Optional.of(of(output.folder(), output.force())) : Optional.empty();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.allMatch(e -> PARTIAL.matcher(e.getFileName().toString()).matches());
    }
  }

  private static boolean isOurs(Path folder) throws IOException {
    Path factored = folder.resolve(FACTORED);
    try (TensorSource source = TensorSource.open(Files.exists(factored) ? factored : folder)) {
      return source.metadata().containsKey(MARK);
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /** Makes the folder and begins the weights in it. */
  SafetensorsWriter begin(
      List<TensorDeclaration> tensors, Map<String, String> metadata, long maxShardBytes)
      throws IOException {
    makeFolder(tensors);
    requireNoOtherForm(FACTORED);
    writer = SafetensorsWriter.toFolder(folder, tensors, metadata, maxShardBytes);
    return writer;
  }

  /** Makes the folder and begins factored weights in it. */
  SafetensorsWriter beginFactored(List<TensorDeclaration> tensors, Map<String, String> metadata)
      throws IOException {
    makeFolder(tensors);
    requireNoOtherForm("model.safetensors");
    requireNoOtherForm("model.safetensors.index.json");
    writer = SafetensorsWriter.toFile(folder.resolve(FACTORED), tensors, metadata);
    return writer;
  }

  private void makeFolder(List<TensorDeclaration> tensors) throws IOException {
    for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
      created.add(path);
    }
    Files.createDirectories(folder);
    long bytes = tensors.stream().mapToLong(TensorDeclaration::bytes).sum();
    long free = Files.getFileStore(folder).getUsableSpace();
    // Some file systems know no number and say 0.
    if (free > 0 && free < bytes) {
      throw new IOException(
          "%s needs %s, but its disk has only %s free"
              .formatted(folder, ByteSize.text(bytes), ByteSize.text(free)));
    }
  }

  private void requireNoOtherForm(String name) {
    if (Files.exists(folder.resolve(name))) {
      throw new InvalidInputException(
          "%s is there already and would be mixed up with the new checkpoint; delete it or choose"
                  .formatted(folder.resolve(name))
              + " another folder");
    }
  }

  /** Gives everything its final name, the weights first; the disk has all of it before. */
  List<Path> commit(String configJson, Optional<Path> tokenizer) throws IOException {
    companion("config.json").write(configJson.getBytes(StandardCharsets.UTF_8));
    if (tokenizer.isPresent()) {
      try (FileChannel source = FileChannel.open(tokenizer.get())) {
        FileChannel target = companion(TOKENIZER).channel();
        long size = source.size();
        for (long at = 0; at < size; ) {
          at += source.transferTo(at, size - at, target);
        }
      }
    }
    for (AtomicFile file : companions) {
      file.channel().force(true);
    }
    writer.commit();
    List<Path> targets = new ArrayList<>(writer.targets());
    created.clear();
    for (AtomicFile file : companions) {
      file.commit();
      targets.add(file.target());
    }
    removeOldShards(targets);
    return targets;
  }

  private AtomicFile companion(String name) throws IOException {
    AtomicFile file = AtomicFile.open(folder.resolve(name));
    companions.add(file);
    return file;
  }

  private void removeOldShards(List<Path> targets) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (SHARD.matcher(entry.getFileName().toString()).matches() && !targets.contains(entry)) {
          Files.delete(entry);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    }
    for (AtomicFile file : companions) {
      file.close();
    }
    for (Path path : created) {
      Files.deleteIfExists(path);
    }
  }
}
