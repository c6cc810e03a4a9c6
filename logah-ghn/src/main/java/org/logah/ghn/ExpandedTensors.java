package org.logah.ghn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.safetensors.StoredTensor;
import org.logah.api.safetensors.TensorSource;

/** The parameters of a factored checkpoint, each multiplied out when it is asked for. */
final class ExpandedTensors implements TensorSource {
  private static final int CHUNK_BYTES = 8 << 20;

  private final FactoredCheckpoint checkpoint;
  private final Backend backend;
  private final DType dtype;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  ExpandedTensors(FactoredCheckpoint checkpoint, Backend backend, DType dtype) {
    this.checkpoint = checkpoint;
    this.backend = backend;
    this.dtype = dtype;
    long begin = 0;
    for (Map.Entry<String, Shape> entry : checkpoint.shapes().entrySet()) {
      long end = begin + entry.getValue().elements() * dtype.bytes();
      tensors.put(
          entry.getKey(), new StoredTensor(entry.getKey(), dtype, entry.getValue(), begin, end));
      begin = end;
    }
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public Map<String, String> metadata() {
    return checkpoint.provenance();
  }

  @Override
  public void read(String name, Consumer<ByteBuffer> consumer) throws IOException {
    read(name, 0, tensor(name).bytes(), consumer);
  }

  @Override
  public void read(String name, long begin, long end, Consumer<ByteBuffer> consumer)
      throws IOException {
    StoredTensor tensor = tensor(name);
    Objects.checkFromToIndex(begin, end, tensor.bytes());
    if (begin == end) {
      return;
    }
    long rowBytes = tensor.bytes() / tensor.shape().size(0);
    long first = begin / rowBytes;
    long last = (end + rowBytes - 1) / rowBytes;
    long[] at = {first * rowBytes};
    try (Scope scope = backend.openScope()) {
      stored(name, backend)
          .pieces(
              first,
              last,
              CHUNK_BYTES,
              piece ->
                  piece.read(
                      bytes -> {
                        long from = Math.max(begin - at[0], 0);
                        long to = Math.min(end - at[0], bytes.remaining());
                        at[0] += bytes.remaining();
                        if (from < to) {
                          chunks(
                              bytes.slice(bytes.position() + (int) from, (int) (to - from)),
                              consumer);
                        }
                      }));
    }
  }

  private static void chunks(ByteBuffer bytes, Consumer<ByteBuffer> consumer) {
    for (int at = 0; at < bytes.limit(); at += CHUNK_BYTES) {
      int count = Math.min(CHUNK_BYTES, bytes.limit() - at);
      consumer.accept(bytes.slice(at, count).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  @Override
  public Tensor load(String name, Backend target) throws IOException {
    tensor(name);
    try {
      return target.scoped(
          () -> {
            try {
              Tensor filled = stored(name, target).filled();
              return target.reshape(filled, filled.shape());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public Tensor load(String name, long start, long end, Backend target) throws IOException {
    Objects.checkFromToIndex(start, end, tensor(name).shape().size(0));
    try (Scope scope = target.openScope()) {
      List<Tensor> pieces = new ArrayList<>();
      stored(name, target)
          .pieces(
              start,
              end,
              Long.MAX_VALUE,
              piece -> {
                try (Scope own = target.openScope()) {
                  pieces.add(scope.adopt(own.release(target.reshape(piece, piece.shape()))));
                }
              });
      return scope.keep(
          pieces.isEmpty()
              ? target.full(0, dtype, tensor(name).shape().with(0, 0))
              : target.concat(pieces, 0));
    }
  }

  private TiledTensor stored(String name, Backend target) throws IOException {
    return checkpoint.load(name, target).tiled().cast(dtype);
  }

  private StoredTensor tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException("%s has no tensor %s".formatted(checkpoint, name));
    }
    return tensor;
  }

  @Override
  public void close() throws IOException {
    checkpoint.close();
  }
}
