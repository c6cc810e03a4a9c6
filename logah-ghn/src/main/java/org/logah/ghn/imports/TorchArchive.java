package org.logah.ghn.imports;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.logah.api.safetensors.CorruptFileException;

/**
 * The zip file that torch.save writes: NAME/data.pkl, the pickle; NAME/data/KEY, the elements of a
 * storage; since torch 2.1 NAME/byteorder. Entries are never compressed, so none is larger than the
 * file.
 */
final class TorchArchive implements AutoCloseable {
  private static final long LARGEST_PICKLE = 64L << 20;
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  TorchArchive(Path file) throws IOException {
    this.file = file;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw unreadable(e);
    }
    try {
      zip.stream().forEach(entry -> entries.put(entry.getName(), entry));
    } catch (IllegalArgumentException e) {
      zip.close();
      throw unreadable(e);
    }
  }

  private CorruptFileException unreadable(Exception cause) {
    return new CorruptFileException(
        "%s: not a readable zip file (%s); it is cut off or damaged"
            .formatted(file, cause.getMessage()),
        cause);
  }

  /** The object that was saved; its storages can be read until this is closed. */
  Object read() throws IOException {
    List<String> pickles =
        entries.keySet().stream().filter(name -> name.matches("[^/]+/data\\.pkl")).toList();
    if (pickles.size() != 1) {
      throw new CorruptFileException(
          "%s: a zip file with %d entries NAME/data.pkl, where torch.save writes one"
              .formatted(file, pickles.size()));
    }
    String pickle = pickles.get(0);
    String root = pickle.substring(0, pickle.length() - "data.pkl".length());
    if (entries.containsKey(root + "byteorder")) {
      String order = new String(content(root + "byteorder"), StandardCharsets.ISO_8859_1);
      if (!order.equals("little")) {
        throw new CorruptFileException(
            "%s: entry %sbyteorder is not 'little', the only order that is read"
                .formatted(file, Quoted.text(root)));
      }
    }
    ByteSource source = ByteSource.of(file + ", entry " + Quoted.text(pickle), content(pickle));
    StorageTable storages = new StorageTable(source);
    PickleReader in = new PickleReader(source);
    Object value = new Unpickler(in, storages, true).load();
    if (in.remaining() != 0) {
      throw in.corrupt(in.position(), "%d bytes after the pickle".formatted(in.remaining()));
    }
    for (Storage storage : storages.all()) {
      String entry = root + "data/" + storage.key();
      storage.lies(target -> copy(entry, storage.bytes(), target));
    }
    return value;
  }

  private byte[] content(String name) throws IOException {
    long size = entries.get(name).getSize();
    long most = Math.min(LARGEST_PICKLE, Files.size(file));
    if (size < 0 || size > most) {
      throw new CorruptFileException(
          "%s: entry %s has %d bytes; %d are the most read"
              .formatted(file, Quoted.text(name), size, most));
    }
    requireStored(name, size);
    byte[] bytes = new byte[(int) size];
    copy(name, size, ByteBuffer.wrap(bytes));
    return bytes;
  }

  private ZipEntry requireStored(String name, long bytes) {
    ZipEntry entry = entries.get(name);
    if (entry == null
        || entry.getMethod() != ZipEntry.STORED
        || entry.getSize() != bytes
        || entry.getCompressedSize() != bytes) {
      throw new CorruptFileException(
          "%s: entry %s is missing, compressed or not of the %d bytes expected"
              .formatted(file, Quoted.text(name), bytes));
    }
    return entry;
  }

  private void copy(String name, long bytes, ByteBuffer target) throws IOException {
    ZipEntry entry = requireStored(name, bytes);
    CRC32 checksum = new CRC32();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(bytes, 1))];
      while (target.hasRemaining()) {
        int count = in.read(chunk, 0, Math.min(chunk.length, target.remaining()));
        if (count < 0) {
          throw new EOFException("the entry ends early");
        }
        target.put(chunk, 0, count);
        checksum.update(chunk, 0, count);
      }
    } catch (ZipException | EOFException e) {
      throw new CorruptFileException(
          "%s: entry %s cannot be read (%s)".formatted(file, Quoted.text(name), e.getMessage()), e);
    }
    if (checksum.getValue() != entry.getCrc()) {
      throw new CorruptFileException(
          "%s: entry %s does not match its checksum; the file is damaged"
              .formatted(file, Quoted.text(name)));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
