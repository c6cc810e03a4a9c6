package org.logah.ghn.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Buffers;
import org.logah.api.safetensors.CorruptFileException;

/** Turns the views of state dicts into tensors, reading each storage once. */
final class TensorLoader {
  /** Views other than plain ranges are copied; checkpoints have hardly any. */
  private static final int COPIES_PER_FILE = 4;

  /** Top-level tables of the layout in which GHN-3 was published; elsewhere layer 0 holds them. */
  private static final List<String> TOP_LEVEL_TABLES =
      List.of(
          "centrality_embed_in.weight", "centrality_embed_out.weight", "input_dist_embed.weight");

  private final String file;
  private final long fileBytes;
  private final Map<Storage, ByteBuffer> storages = new HashMap<>();
  private long readBytes;
  private long copiedBytes;

  TensorLoader(String file, long fileBytes) {
    this.file = file;
    this.fileBytes = fileBytes;
  }

  /** The tensors of a state dict, in its order, under the names of the trainers' layout. */
  Map<String, ImportedTensor> load(Map<?, ?> stateDict) throws IOException {
    Map<String, ImportedTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : stateDict.entrySet()) {
      if (!(entry.getKey() instanceof String name)
          || !(entry.getValue() instanceof TensorView view)) {
        throw new CorruptFileException(
            "%s: entry '%s' of the state dict is not a named tensor"
                .formatted(file, Quoted.text(entry.getKey())));
      }
      String known = TOP_LEVEL_TABLES.contains(name) ? "gnn.0." + name : name;
      if (tensors.put(known, tensor(name, view)) != null) {
        throw new CorruptFileException(
            "%s: the state dict holds '%s' both at top level and under gnn.0"
                .formatted(file, Quoted.text(name)));
      }
    }
    return tensors;
  }

  private ImportedTensor tensor(String name, TensorView view) throws IOException {
    ByteBuffer storage = storages.get(view.storage());
    if (storage == null) {
      storage = read(name, view.storage());
      storages.put(view.storage(), storage);
    }
    int width = view.storage().dtype().bytes();
    ByteBuffer data;
    if (view.isContiguous()) {
      data = storage.slice((int) view.offset() * width, (int) view.bytes());
    } else {
      copiedBytes += view.bytes();
      if (copiedBytes > COPIES_PER_FILE * fileBytes) {
        throw new CorruptFileException(
            "%s: tensor '%s': views that repeat more than %d times what the file holds"
                .formatted(file, Quoted.text(name), COPIES_PER_FILE));
      }
      data = Buffers.allocate((int) view.bytes());
      gather(view, storage, 0, view.offset(), data);
      data.flip();
    }
    return new ImportedTensor(
        view.storage().dtype(),
        view.shape(),
        data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
  }

  private ByteBuffer read(String name, Storage storage) throws IOException {
    if (storage.bytes() > Integer.MAX_VALUE) {
      throw new CorruptFileException(
          "%s: tensor '%s' lies in a storage of %d bytes; 2 GB are the most read"
              .formatted(file, Quoted.text(name), storage.bytes()));
    }
    readBytes += storage.bytes();
    // Storages do not overlap; were they to, a small file could ask for any amount of memory.
    if (readBytes > fileBytes) {
      throw new CorruptFileException(
          "%s: tensor '%s': storages of more than the file's %d bytes"
              .formatted(file, Quoted.text(name), fileBytes));
    }
    return storage.read();
  }

  private static void gather(
      TensorView view, ByteBuffer storage, int dimension, long offset, ByteBuffer target) {
    int width = view.storage().dtype().bytes();
    if (dimension == view.shape().rank()) {
      target.put(storage.slice((int) offset * width, width));
      return;
    }
    for (long i = 0; i < view.shape().size(dimension); i++) {
      gather(view, storage, dimension + 1, offset + i * view.strides().get(dimension), target);
    }
  }
}
