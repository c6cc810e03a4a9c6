package org.logah.models.layout;

import java.util.List;

/** Parts of names and what stands for them elsewhere; no part contains another. */
record Renaming(List<Part> parts) {
  /** A part of a name here and there. */
  record Part(String here, String there) {}

  /** From pairs: here, there, here, there, and so on. */
  static Renaming of(String... pairs) {
    Part[] parts = new Part[pairs.length / 2];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Part(pairs[2 * i], pairs[2 * i + 1]);
    }
    return new Renaming(List.of(parts));
  }

  String apply(String name) {
    String renamed = name;
    for (Part part : parts) {
      renamed = renamed.replace(part.here(), part.there());
    }
    return renamed;
  }
}
