package org.logah.api.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;

/** Stored tensors by name, from one file or from a folder of shards. Safe for several threads. */
public interface TensorSource extends AutoCloseable {
  /**
   * Opens a safetensors file, or a folder that holds {@code model.safetensors} or {@code
   * model.safetensors.index.json} and its shards.
   *
   * @throws CorruptFileException if a file breaks a rule of its format or the shards are not those
   *     of the index; all problems of the shards at once
   * @throws InvalidInputException if there is no such file or folder, or nothing in it
   */
  static TensorSource open(Path fileOrFolder) throws IOException {
    return Files.isDirectory(fileOrFolder)
        ? SafetensorsFolder.open(fileOrFolder)
        : SafetensorsFile.open(fileOrFolder);
  }

  /**
   * The tensors by name in the order of their bytes, shard after shard; offsets count within a
   * shard.
   */
  Map<String, StoredTensor> tensors();

  /** The texts stored next to the tensors; where shards differ, the first that has a key. */
  Map<String, String> metadata();

  /**
   * Gives the bytes of a tensor to the consumer in order, in direct little-endian buffers of whole
   * elements and at most 8 MiB, each valid only during its call.
   *
   * @throws InvalidInputException if there is no tensor of that name
   */
  void read(String name, Consumer<ByteBuffer> consumer) throws IOException;

  /**
   * The tensor on a backend, as the file types it. One above 1 GiB is loaded in pieces, which the
   * backend joins.
   *
   * @throws InvalidInputException if there is no tensor of that name
   */
  Tensor load(String name, Backend backend) throws IOException;

  /**
   * Gives some bytes of a tensor to the consumer, as {@link #read(String, Consumer)} gives all.
   *
   * @param begin offset of the first, at the start of an element
   * @param end offset after the last, at the end of an element
   * @throws InvalidInputException if there is no tensor of that name
   * @throws IndexOutOfBoundsException if the tensor has no such bytes
   */
  void read(String name, long begin, long end, Consumer<ByteBuffer> consumer) throws IOException;

  /**
   * Some rows of a tensor, as {@link #load(String, Backend)} loads all; no other is read.
   *
   * @param start first row, an index of dimension 0
   * @param end the row after the last
   * @throws InvalidInputException if there is no tensor of that name
   * @throws IndexOutOfBoundsException if the tensor has no such rows
   */
  Tensor load(String name, long start, long end, Backend backend) throws IOException;

  @Override
  void close() throws IOException;
}
