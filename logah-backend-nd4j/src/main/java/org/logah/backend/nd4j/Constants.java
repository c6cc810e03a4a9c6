package org.logah.backend.nd4j;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.logah.api.DType;

/** Numbers in operations, as storage of one element, which costs more to make than to use. */
final class Constants {
  private static final int CAPACITY = 512;
  private static final FreedBuffers UNUSED = new FreedBuffers();
  private static final ConcurrentHashMap<Constant, Storage> CACHE = new ConcurrentHashMap<>();

  private Constants() {}

  private record Constant(double value, DType dtype) {
    Storage make() {
      Storage storage = Storage.allocate(dtype, 1, UNUSED);
      Elements.fill(value, storage);
      return storage;
    }
  }

  /** Applies a function to a number of this type; the function must not keep it. */
  static void with(double value, DType dtype, Consumer<Storage> function) {
    Constant constant = new Constant(value, dtype);
    Storage cached = CACHE.get(constant);
    if (cached == null && CACHE.size() < CAPACITY) {
      cached = CACHE.computeIfAbsent(constant, Constant::make);
    }
    if (cached != null) {
      function.accept(cached);
      return;
    }
    try (Storage temporary = constant.make()) {
      function.accept(temporary);
    }
  }
}
