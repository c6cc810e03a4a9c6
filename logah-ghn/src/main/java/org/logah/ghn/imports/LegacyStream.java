package org.logah.ghn.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.logah.api.safetensors.CorruptFileException;

/**
 * The format of torch.save before it wrote zip files: pickles of a magic number, of the version
 * 1001, of the writer's system, of the object and of the list of storage keys; then for each key
 * its element count in eight bytes and its elements.
 */
final class LegacyStream {
  private static final byte[] MAGIC = {
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

  private static final long VERSION = 1001;

  private final PickleReader in;
  private final boolean nested;

  LegacyStream(PickleReader in, boolean nested) {
    this.in = in;
    this.nested = nested;
  }

  static boolean isOne(byte[] head) {
    return head.length >= MAGIC.length
        && ByteBuffer.wrap(head, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /**
   * The object, with its storages knowing where they lie.
   *
   * @throws CorruptFileException if a rule of the format is broken
   */
  Object read() throws IOException {
    long start = in.position();
    in.requireLeft(MAGIC.length);
    if (!isOne(in.bytes(MAGIC.length))) {
      throw in.corrupt(start, "no torch.save stream starts here");
    }
    Object version = pickle(null);
    if (!(version instanceof Long number) || number != VERSION) {
      throw in.corrupt(start, "a torch.save stream of another version than " + VERSION);
    }
    if (!(pickle(null) instanceof Map<?, ?> system)
        || !Boolean.TRUE.equals(system.get("little_endian"))) {
      throw in.corrupt(start, "a torch.save stream that a big-endian machine wrote");
    }
    StorageTable storages = new StorageTable(in.source());
    Object value = pickle(storages);
    long at = in.position();
    if (!(pickle(null) instanceof List<?> keys)) {
      throw in.corrupt(at, "the list of storage keys is missing");
    }
    place(storages, keys);
    if (in.remaining() != 0) {
      throw in.corrupt(in.position(), "%d bytes after the last storage".formatted(in.remaining()));
    }
    return value;
  }

  private Object pickle(StorageTable storages) throws IOException {
    return new Unpickler(in, storages, nested).load();
  }

  private void place(StorageTable storages, List<?> keys) throws IOException {
    Set<Storage> placed = new HashSet<>();
    for (Object key : keys) {
      long at = in.position();
      Storage storage = storages.get(key, at);
      long elements = in.signedLong();
      if (elements != storage.elements() || !placed.add(storage)) {
        throw in.corrupt(
            at,
            "storage '%s' with %d elements, where %d are declared, once"
                .formatted(Quoted.text(storage.key()), elements, storage.elements()));
      }
      ByteSource source = in.source();
      long position = in.position();
      in.skip(storage.bytes());
      storage.lies(target -> source.read(position, target));
    }
    for (Storage storage : storages.all()) {
      if (!placed.contains(storage)) {
        throw in.corrupt(
            in.position(), "storage '%s' has no data".formatted(Quoted.text(storage.key())));
      }
    }
  }
}
