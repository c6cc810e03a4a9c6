package org.logah.api.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;

/** The shards that an index names, read as one. */
final class SafetensorsFolder implements TensorSource {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final List<SafetensorsFile> shards = new ArrayList<>();
  private final Map<String, SafetensorsFile> shardOf = new HashMap<>();
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsFolder(Path folder) {
    this.folder = folder;
  }

  static TensorSource open(Path folder) throws IOException {
    if (Files.exists(folder.resolve(SINGLE))) {
      return SafetensorsFile.open(folder.resolve(SINGLE));
    }
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      throw new InvalidInputException(
          "the folder %s holds neither %s nor %s".formatted(folder, SINGLE, INDEX));
    }
    SafetensorsFolder source = new SafetensorsFolder(folder);
    try {
      source.openShards(index);
      return source;
    } catch (IOException | RuntimeException | Error e) {
      source.close();
      throw e;
    }
  }

  private void openShards(Path index) throws IOException {
    Map<String, String> shardNames = ShardIndex.read(index);
    List<String> problems = new ArrayList<>();
    Map<String, String> foundIn = new HashMap<>();
    TreeSet<String> unreadable = new TreeSet<>();
    for (String shardName : new TreeSet<>(shardNames.values())) {
      try {
        SafetensorsFile shard = SafetensorsFile.open(folder.resolve(shardName));
        shards.add(shard);
        addTensors(shard, shardName, shardNames, foundIn, problems);
      } catch (InvalidInputException e) {
        unreadable.add(shardName);
        problems.add(e.getMessage());
      }
    }
    shardNames.forEach(
        (name, shardName) -> {
          if (!unreadable.contains(shardName) && !foundIn.containsKey(name)) {
            problems.add(
                "the shard %s lacks tensor %s".formatted(shardName, StrictJson.quoted(name)));
          }
        });
    if (!problems.isEmpty()) {
      throw new CorruptFileException(index, problems);
    }
  }

  private void addTensors(
      SafetensorsFile shard,
      String shardName,
      Map<String, String> shardNames,
      Map<String, String> foundIn,
      List<String> problems) {
    shard
        .tensors()
        .forEach(
            (name, tensor) -> {
              String other = foundIn.putIfAbsent(name, shardName);
              String indexed = shardNames.get(name);
              if (other != null) {
                problems.add(
                    "the shards %s and %s both hold tensor %s"
                        .formatted(other, shardName, StrictJson.quoted(name)));
              } else if (!shardName.equals(indexed)) {
                problems.add(
                    "the shard %s holds tensor %s, which the index %s"
                        .formatted(
                            shardName,
                            StrictJson.quoted(name),
                            indexed == null ? "does not name" : "places in " + indexed));
              }
              tensors.put(name, tensor);
              shardOf.put(name, shard);
            });
    shard.metadata().forEach(metadata::putIfAbsent);
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  @Override
  public void read(String name, Consumer<ByteBuffer> consumer) throws IOException {
    shard(name).read(name, consumer);
  }

  @Override
  public Tensor load(String name, Backend backend) throws IOException {
    return shard(name).load(name, backend);
  }

  @Override
  public void read(String name, long begin, long end, Consumer<ByteBuffer> consumer)
      throws IOException {
    shard(name).read(name, begin, end, consumer);
  }

  @Override
  public Tensor load(String name, long start, long end, Backend backend) throws IOException {
    return shard(name).load(name, start, end, backend);
  }

  private SafetensorsFile shard(String name) {
    SafetensorsFile shard = shardOf.get(name);
    if (shard == null) {
      throw new InvalidInputException(folder + " has no tensor " + StrictJson.quoted(name));
    }
    return shard;
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsFile shard : shards) {
      shard.close();
    }
  }
}
