package org.logah.api.safetensors;

import static org.logah.api.safetensors.StrictJson.quoted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * Writes tensors one at a time, in the order in which they were declared, to one safetensors file
 * or to shards with an index. Nothing appears under its final name before {@link #commit}; closing
 * the writer before that deletes what was written. The same input gives the same bytes. Not for
 * several threads.
 *
 * <p>The data of a file begins at a multiple of 8 bytes and has no gaps, so every tensor is aligned
 * to its element size if wider types are declared before narrower ones.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private record Slot(DataFile file, StoredTensor tensor) {}

  private final List<AtomicFile> files = new ArrayList<>();
  private final List<DataFile> data = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final boolean sharded;
  private int written;
  private long begun;

  private SafetensorsWriter(boolean sharded) {
    this.sharded = sharded;
  }

  /**
   * Begins one file.
   *
   * @param metadata texts to store next to the tensors, in the order of their keys
   * @throws InvalidInputException if names or metadata are not fit for a file, all problems at
   *     once, or if the file cannot be there
   */
  public static SafetensorsWriter toFile(
      Path file, List<TensorDeclaration> tensors, Map<String, String> metadata) throws IOException {
    Header.requireFit(file, tensors, metadata);
    SafetensorsWriter writer = new SafetensorsWriter(false);
    try {
      writer.addFile(file, Header.of(tensors, metadata));
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Begins a folder as Hugging Face lays it out: {@code model.safetensors} if all tensors fit into
   * one shard, else {@code model-00001-of-00003.safetensors} and so on with {@code
   * model.safetensors.index.json}. A tensor that is larger than a shard gets one for itself.
   *
   * @param metadata texts to store in every shard, in the order of their keys
   * @param maxShardBytes most bytes of tensors in a shard
   * @throws InvalidInputException if names or metadata are not fit for a file, all problems at
   *     once, or if the folder holds a checkpoint of the other form, which readers would mix up
   *     with the new one
   */
  public static SafetensorsWriter toFolder(
      Path folder,
      List<TensorDeclaration> tensors,
      Map<String, String> metadata,
      long maxShardBytes)
      throws IOException {
    if (maxShardBytes < 1) {
      throw new InvalidInputException("a shard cannot have %d bytes".formatted(maxShardBytes));
    }
    Header.requireFit(folder, tensors, metadata);
    ShardPlan plan = ShardPlan.of(tensors, maxShardBytes);
    plan.requireNoOtherForm(folder);
    SafetensorsWriter writer = new SafetensorsWriter(plan.isSharded());
    try {
      for (ShardPlan.Shard shard : plan.shards()) {
        writer.addFile(folder.resolve(shard.fileName()), Header.of(shard.tensors(), metadata));
      }
      if (plan.isSharded()) {
        writer.add(folder.resolve(SafetensorsFolder.INDEX)).write(plan.index());
      }
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private AtomicFile add(Path target) throws IOException {
    AtomicFile file = AtomicFile.open(target);
    files.add(file);
    return file;
  }

  private void addFile(Path target, Header header) throws IOException {
    DataFile file = new DataFile(add(target), header.encode());
    data.add(file);
    for (StoredTensor tensor : header.tensors()) {
      slots.add(new Slot(file, tensor));
    }
  }

  /**
   * Writes the next tensor from the buffers of its backend.
   *
   * @throws IllegalArgumentException if it is not the next one or has another element type
   * @throws ShapeMismatchException if it has another shape
   */
  public void write(String name, Tensor tensor) throws IOException {
    StoredTensor declared = next(name).tensor();
    requireType(declared, tensor);
    if (!tensor.shape().equals(declared.shape())) {
      throw new ShapeMismatchException(
          "tensor %s was declared with shape %s, not %s"
              .formatted(quoted(name), declared.shape(), tensor.shape()));
    }
    write(name, tensor::read);
  }

  /**
   * Writes the next tensor from its bytes. If that fails it may be written again.
   *
   * @throws IllegalArgumentException if it is not the next one or has more or fewer bytes
   */
  public void write(String name, ByteSource bytes) throws IOException {
    StoredTensor tensor = next(name).tensor();
    if (begun > 0) {
      throw new IllegalArgumentException(
          "tensor %s has begun in pieces and goes on in pieces".formatted(quoted(name)));
    }
    long count = append(name, bytes, 0);
    if (count < tensor.bytes()) {
      throw new IllegalArgumentException(
          "tensor %s has %d bytes, fewer than the declared %d"
              .formatted(quoted(name), count, tensor.bytes()));
    }
    end(next(name));
  }

  /** A file is settled with its last tensor, so that few are at work at once. */
  private void end(Slot slot) throws IOException {
    written++;
    if (written == slots.size() || slots.get(written).file() != slot.file()) {
      slot.file().settle();
    }
  }

  /**
   * Writes the next elements of the next tensor, which is complete when its last element has come.
   *
   * @throws IllegalArgumentException if it is not the next one, has another element type, or ends
   *     before these elements
   */
  public void append(String name, Tensor piece) throws IOException {
    Slot slot = next(name);
    requireType(slot.tensor(), piece);
    begun += append(name, piece::read, begun);
    if (begun == slot.tensor().bytes()) {
      begun = 0;
      end(slot);
    }
  }

  /** Writes bytes from a place in the next tensor on and counts them. */
  private long append(String name, ByteSource bytes, long from) throws IOException {
    Slot slot = next(name);
    StoredTensor tensor = slot.tensor();
    long[] at = {tensor.begin() + from};
    try {
      bytes.read(
          chunk -> {
            int count = chunk.remaining();
            if (count > tensor.end() - at[0]) {
              throw new IllegalArgumentException(
                  "tensor %s has more than the declared %d bytes"
                      .formatted(quoted(name), tensor.bytes()));
            }
            try {
              slot.file().write(chunk, at[0]);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            at[0] += count;
          });
    } catch (UncheckedIOException e) {
      throw new IOException("tensor %s: %s".formatted(quoted(name), e.getCause().getMessage()), e);
    }
    return at[0] - tensor.begin() - from;
  }

  private static void requireType(StoredTensor declared, Tensor tensor) {
    if (tensor.dtype() != declared.dtype()) {
      throw new IllegalArgumentException(
          "tensor %s was declared as %s, not %s"
              .formatted(quoted(declared.name()), declared.dtype(), tensor.dtype()));
    }
  }

  private Slot next(String name) {
    if (written == slots.size()) {
      throw new IllegalArgumentException(
          "tensor %s follows the last one that was declared".formatted(quoted(name)));
    }
    Slot slot = slots.get(written);
    if (!slot.tensor().name().equals(name)) {
      throw new IllegalArgumentException(
          "tensor %s comes where %s was declared"
              .formatted(quoted(name), quoted(slot.tensor().name())));
    }
    return slot;
  }

  /** The files under their final names, the index last. */
  public List<Path> targets() {
    return files.stream().map(AtomicFile::target).toList();
  }

  /**
   * Brings everything to the disk and gives the files their names, the index last. An index that
   * they replace goes first, so that a crash between cannot leave old and new shards under one.
   *
   * @throws IllegalStateException if tensors are missing
   */
  public void commit() throws IOException {
    if (written < slots.size()) {
      throw new IllegalStateException(
          "%d of %d tensors have not been written, the next is %s"
              .formatted(
                  slots.size() - written,
                  slots.size(),
                  quoted(slots.get(written).tensor().name())));
    }
    for (DataFile file : data) {
      file.settle();
    }
    for (AtomicFile file : files) {
      file.force();
    }
    Path last = files.get(files.size() - 1).target();
    if (sharded && Files.deleteIfExists(last)) {
      AtomicFile.forceFolder(last.getParent());
    }
    for (AtomicFile file : files) {
      file.rename();
    }
    AtomicFile.forceFolder(last.getParent());
  }

  /** Deletes what was written unless it was committed. */
  @Override
  public void close() throws IOException {
    data.forEach(DataFile::close);
    AtomicFile.closeAll(files);
  }
}
