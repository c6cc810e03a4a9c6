package org.logah.ghn.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Checkpoint files to import: the samples, and small ones made here. */
final class Checkpoints {
  private static final byte[] LEGACY_MAGIC = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private Checkpoints() {}

  static byte[] sample(String name) {
    try (InputStream in = Checkpoints.class.getResourceAsStream("/ckpt/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** A torch.save zip file of a pickle and its storages. */
  static byte[] archive(byte[] pickle, Map<String, byte[]> storages) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", pickle);
    storages.forEach((key, data) -> entries.put("archive/data/" + key, data));
    return zip(entries, ZipEntry.STORED);
  }

  static byte[] zip(Map<String, byte[]> entries, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(content.getValue());
        ZipEntry entry = new ZipEntry(content.getKey());
        entry.setMethod(method);
        entry.setSize(content.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A legacy torch.save stream of a pickle and its storages of four-byte elements. */
  static byte[] legacy(byte[] pickle, Map<String, byte[]> storages, boolean littleEndian) {
    PickleWriter stream = new PickleWriter().raw(LEGACY_MAGIC);
    stream.start().number(1001).stop();
    stream.start().op('}').text("little_endian").op(littleEndian ? 0x88 : 0x89).op('s').stop();
    stream.raw(pickle);
    stream.start().op(']').op('(');
    storages.keySet().forEach(stream::text);
    stream.op('e').stop();
    storages.values().forEach(data -> stream.littleEndian(data.length / 4, 8).raw(data));
    return stream.bytes();
  }
}
