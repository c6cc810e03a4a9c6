package org.logah.api.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.logah.api.InvalidInputException;

/** Which tensors go into which file of a folder. */
record ShardPlan(List<Shard> shards) {
  /** A file and its tensors. */
  record Shard(String fileName, List<TensorDeclaration> tensors) {}

  /** Fills one shard after the other, in the order of the tensors. */
  static ShardPlan of(List<TensorDeclaration> tensors, long maxShardBytes) {
    List<List<TensorDeclaration>> groups = new ArrayList<>();
    List<TensorDeclaration> group = new ArrayList<>();
    long room = maxShardBytes;
    for (TensorDeclaration tensor : tensors) {
      if (tensor.bytes() > room && !group.isEmpty()) {
        groups.add(group);
        group = new ArrayList<>();
        room = maxShardBytes;
      }
      group.add(tensor);
      room -= tensor.bytes();
    }
    groups.add(group);
    if (groups.size() == 1) {
      return new ShardPlan(List.of(new Shard(SafetensorsFolder.SINGLE, group)));
    }
    List<Shard> shards = new ArrayList<>();
    for (List<TensorDeclaration> part : groups) {
      String fileName =
          String.format(
              Locale.ROOT, "model-%05d-of-%05d.safetensors", shards.size() + 1, groups.size());
      shards.add(new Shard(fileName, part));
    }
    return new ShardPlan(shards);
  }

  boolean isSharded() {
    return shards.size() > 1;
  }

  /** Refuses a folder in which readers would find two checkpoints. */
  void requireNoOtherForm(Path folder) {
    Path other = folder.resolve(isSharded() ? SafetensorsFolder.SINGLE : SafetensorsFolder.INDEX);
    if (Files.exists(other)) {
      throw new InvalidInputException(
          "%s is there already and would be mixed up with the new checkpoint; delete it or choose another folder"
              .formatted(other));
    }
  }

  /** The text of the index. */
  byte[] index() throws IOException {
    Map<String, String> shardNames = new LinkedHashMap<>();
    long totalBytes = 0;
    for (Shard shard : shards) {
      for (TensorDeclaration tensor : shard.tensors()) {
        shardNames.put(tensor.name(), shard.fileName());
        totalBytes += tensor.bytes();
      }
    }
    return ShardIndex.encode(totalBytes, shardNames);
  }
}
