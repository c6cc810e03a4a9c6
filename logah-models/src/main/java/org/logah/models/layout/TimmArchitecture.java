package org.logah.models.layout;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.logah.models.VisionTransformerConfig;

/** What a name such as {@code vit_base_patch16_224} says of a vision transformer. */
record TimmArchitecture(int imageSize, int patchSize, int hidden, int layers, int heads) {
  static final TimmArchitecture BASE = new TimmArchitecture(224, 16, 768, 12, 12);

  /** Hidden width, layers and heads of each size. */
  private static final Map<String, int[]> SIZES =
      new TreeMap<>(
          Map.of(
              "tiny", new int[] {192, 12, 3},
              "small", new int[] {384, 12, 6},
              "base", new int[] {768, 12, 12},
              "large", new int[] {1024, 24, 16},
              "huge", new int[] {1280, 32, 16}));

  /** The name, and after a dot the tag of pretrained weights. */
  private static final Pattern NAME =
      Pattern.compile("vit_([a-z]+)_patch(\\d{1,4})_(\\d{1,5})(?:\\..*)?");

  static String sizes() {
    return String.join(", ", SIZES.keySet());
  }

  /** What the name says, or {@code null} if it is none of this form. */
  static TimmArchitecture parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || !SIZES.containsKey(matcher.group(1))) {
      return null;
    }
    int[] size = SIZES.get(matcher.group(1));
    int patch = Integer.parseInt(matcher.group(2));
    int image = Integer.parseInt(matcher.group(3));
    return new TimmArchitecture(image, patch, size[0], size[1], size[2]);
  }

  /** A name that timm knows; where the model differs from it, arguments must say so. */
  static String nearest(VisionTransformerConfig config) {
    for (Map.Entry<String, int[]> size : SIZES.entrySet()) {
      if (size.getValue()[0] == config.hidden()) {
        String patch = size.getKey().equals("huge") ? "14" : "16";
        boolean wide = config.patchSize() == 32 && !size.getKey().matches("tiny|huge");
        return "vit_%s_patch%s_224".formatted(size.getKey(), wide ? "32" : patch);
      }
    }
    return "vit_base_patch16_224";
  }
}
