package org.logah.backend.nd4j;

/** Conversions between element types. */
final class Casts {
  private Casts() {}

  static void convert(Storage from, Storage to) {
    NativeOperation.of("cast", from.vector())
        .integers(ElementTypes.of(to.dtype()).toInt())
        .into(to.vector());
  }
}
