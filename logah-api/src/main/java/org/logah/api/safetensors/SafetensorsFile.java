package org.logah.api.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.logah.api.Backend;
import org.logah.api.Buffers;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * A safetensors file, read at need.
 *
 * <pre>
 * file    = length header data
 * length  = bytes of the header, 64 bits, little-endian, at most 100 000 000
 * header  = JSON object that starts the header, then spaces
 *           { "__metadata__": { key: string, ... },                       optional
 *             name: { "dtype": string, "shape": [size, ...], "data_offsets": [begin, end] }, ... }
 * data    = the tensors, row-major and little-endian, from offset 0 to the end of the file
 *           without hole or overlap
 * </pre>
 *
 * <p>Several threads may read at once. Interrupting one of them closes the file for all.
 */
public final class SafetensorsFile implements TensorSource {
  static final int CHUNK_BYTES = 8 << 20;
  private static final int PIECE_BYTES = 1 << 30;

  private final Path file;
  private final FileChannel channel;
  private final long dataStart;
  private final Map<String, String> metadata;
  private final Map<String, StoredTensor> tensors;
  private final AtomicReference<ByteBuffer> spare = new AtomicReference<>();

  private SafetensorsFile(Path file, FileChannel channel, long dataStart, Header header) {
    this.file = file;
    this.channel = channel;
    this.dataStart = dataStart;
    this.metadata = Collections.unmodifiableMap(header.metadata());
    Map<String, StoredTensor> byName = new LinkedHashMap<>();
    for (StoredTensor tensor : header.tensors()) {
      byName.put(tensor.name(), tensor);
    }
    this.tensors = Collections.unmodifiableMap(byName);
  }

  /**
   * Opens a file and checks its header against every rule of the format.
   *
   * @throws CorruptFileException if a rule is broken
   * @throws InvalidInputException if there is no such file
   */
  public static SafetensorsFile open(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new InvalidInputException("there is no file " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + " is not a file");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return opened(file, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static SafetensorsFile opened(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Header.LENGTH_BYTES) {
      throw new CorruptFileException(
          file, "it has %d bytes, fewer than the 8 of the header length".formatted(size));
    }
    ByteBuffer start = Buffers.allocate(Header.LENGTH_BYTES);
    fill(file, channel, start, 0);
    long length = start.getLong(0);
    if (length < 0 || length > StrictJson.MAX_BYTES) {
      throw new CorruptFileException(
          file, "the header length %s exceeds 100 MB".formatted(Long.toUnsignedString(length)));
    }
    long dataBytes = size - Header.LENGTH_BYTES - length;
    if (dataBytes < 0) {
      throw new CorruptFileException(
          file,
          "the header length %d exceeds the %d bytes that follow it"
              .formatted(length, size - Header.LENGTH_BYTES));
    }
    byte[] text = new byte[(int) length];
    for (int at = 0; at < text.length; at += CHUNK_BYTES) {
      ByteBuffer part = ByteBuffer.wrap(text, at, Math.min(CHUNK_BYTES, text.length - at));
      fill(file, channel, part, Header.LENGTH_BYTES + (long) at);
    }
    Header header = HeaderParser.parse(file, text, dataBytes);
    return new SafetensorsFile(file, channel, Header.LENGTH_BYTES + length, header);
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
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
    ByteBuffer staging = take(Math.min(CHUNK_BYTES, end - begin));
    long at = tensor.begin() + begin;
    long last = tensor.begin() + end;
    while (at < last) {
      ByteBuffer chunk = window(staging, Math.min(CHUNK_BYTES, last - at));
      fill(file, channel, chunk, dataStart + at);
      chunk.flip();
      at += chunk.remaining();
      consumer.accept(chunk);
    }
    spare.set(staging);
  }

  @Override
  public Tensor load(String name, Backend backend) throws IOException {
    return load(name, backend, PIECE_BYTES);
  }

  /** Loads with another bound on the pieces, a multiple of 8. */
  Tensor load(String name, Backend backend, int pieceBytes) throws IOException {
    StoredTensor tensor = tensor(name);
    return load(tensor.dtype(), tensor.shape(), tensor.begin(), backend, pieceBytes);
  }

  @Override
  public Tensor load(String name, long start, long end, Backend backend) throws IOException {
    StoredTensor tensor = tensor(name);
    Shape shape = tensor.shape();
    Objects.checkFromToIndex(start, end, shape.size(0));
    long rowBytes = shape.size(0) == 0 ? 0 : tensor.bytes() / shape.size(0);
    return load(
        tensor.dtype(),
        shape.with(0, end - start),
        tensor.begin() + start * rowBytes,
        backend,
        PIECE_BYTES);
  }

  private Tensor load(DType dtype, Shape shape, long begin, Backend backend, int pieceBytes)
      throws IOException {
    int width = dtype.bytes();
    long last = begin + shape.elements() * width;
    if (last - begin <= pieceBytes) {
      return piece(dtype, shape, begin, backend);
    }
    try (Scope scope = backend.openScope()) {
      List<Tensor> pieces = new ArrayList<>();
      for (long at = begin; at < last; at += pieceBytes) {
        long elements = Math.min(pieceBytes, last - at) / width;
        pieces.add(piece(dtype, Shape.of(elements), at, backend));
      }
      Tensor joined = backend.concat(pieces, 0);
      return scope.keep(backend.reshape(joined, shape));
    }
  }

  private Tensor piece(DType dtype, Shape shape, long begin, Backend backend) throws IOException {
    long bytes = shape.elements() * dtype.bytes();
    ByteBuffer staging = take(bytes);
    ByteBuffer piece = window(staging, bytes);
    fill(file, channel, piece, dataStart + begin);
    Tensor tensor = backend.fromBuffer(piece.flip(), dtype, shape);
    spare.set(staging);
    return tensor;
  }

  private StoredTensor tensor(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new InvalidInputException(file + " has no tensor " + StrictJson.quoted(name));
    }
    return tensor;
  }

  // The last buffer is kept, because the memory of direct buffers comes back late.
  private ByteBuffer take(long bytes) {
    ByteBuffer kept = spare.getAndSet(null);
    return kept != null && kept.capacity() >= bytes ? kept : Buffers.allocate((int) bytes);
  }

  private static ByteBuffer window(ByteBuffer staging, long bytes) {
    return staging.slice(0, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void fill(Path file, FileChannel channel, ByteBuffer target, long start)
      throws IOException {
    long position = start;
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count < 0) {
        throw new EOFException(
            "%s became shorter while it was read: nothing at byte %d".formatted(file, position));
      }
      position += count;
    }
  }

  @Override
  public void close() throws IOException {
    spare.set(null);
    channel.close();
  }
}
