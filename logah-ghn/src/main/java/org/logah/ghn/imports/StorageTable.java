package org.logah.ghn.imports;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.safetensors.CorruptFileException;

/**
 * The storages that the persistent identifiers of one pickle name: tuples ('storage', type, key,
 * device, elements), with a sixth entry None in legacy streams.
 */
final class StorageTable {
  private final ByteSource source;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  StorageTable(ByteSource source) {
    this.source = source;
  }

  Storage declare(Object identifier, long at) {
    if (!(identifier instanceof List<?> parts)
        || parts.size() < 5
        || parts.size() > 6
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof PickleGlobal.StorageType type)
        || !(parts.get(2) instanceof String key)
        || !(parts.get(3) instanceof String)
        || !(parts.get(4) instanceof Long elements)) {
      throw source.corrupt(at, "a persistent identifier that does not name a storage");
    }
    if (parts.size() == 6 && parts.get(5) != null) {
      throw source.corrupt(
          at, "storage '%s' is a view of another storage".formatted(Quoted.text(key)));
    }
    if (elements < 0 || elements > Long.MAX_VALUE / type.dtype().bytes()) {
      throw source.corrupt(
          at, "storage '%s' has %d elements".formatted(Quoted.text(key), elements));
    }
    Storage known = storages.get(key);
    if (known == null) {
      known = new Storage(key, type.dtype(), elements);
      storages.put(key, known);
    } else if (known.dtype() != type.dtype() || known.elements() != elements) {
      throw source.corrupt(
          at, "storage '%s' is declared twice, differently".formatted(Quoted.text(key)));
    }
    return known;
  }

  /**
   * The storage of this key.
   *
   * @throws CorruptFileException if the key is no text, or the pickle declared no such storage
   */
  Storage get(Object key, long at) {
    // The hash of a list of lists can take forever, and that of one that holds itself never ends.
    if (!(key instanceof String name)) {
      throw source.corrupt(at, "the key of a storage is not text");
    }
    Storage storage = storages.get(name);
    if (storage == null) {
      throw source.corrupt(at, "data of a storage that nothing refers to");
    }
    return storage;
  }

  Collection<Storage> all() {
    return storages.values();
  }
}
