package org.logah.models.architectures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.InvalidInputException;

/**
 * The sets known by name: those of the LoGAH paper (arXiv 2405.16287, section 4), and smaller ones
 * of the same form for machines without accelerators.
 */
public final class ArchitectureCatalog {
  private static final long ANY_NUMBER = Long.MAX_VALUE;
  private static final Map<String, Recipe> RECIPES = new LinkedHashMap<>();

  /** A set without its seed. */
  private record Recipe(SizeDistribution sizes, Template template, long mostParameters) {}

  static {
    RECIPES.put(
        "vits-1k",
        new Recipe(
            new SizeDistribution(
                List.of(vision(3, 3, 384, 512), vision(4, 5, 256, 384), vision(6, 9, 128, 256)),
                List.of(new Size(12, 384, 6), new Size(12, 768, 12), new Size(24, 1024, 16))),
            new Template.Vision(32, List.of(2, 4), 10),
            10_000_000));
    RECIPES.put(
        "gpts-1k",
        new Recipe(
            new SizeDistribution(
                List.of(gpt(3, 3, 176, 256), gpt(4, 5, 128, 176), gpt(6, 9, 72, 176)),
                List.of(
                    new Size(12, 768, 12),
                    new Size(24, 1024, 16),
                    new Size(36, 1280, 20),
                    new Size(48, 1600, 25))),
            new Template.Gpt2(50257, 1024, false),
            30_000_000));
    RECIPES.put(
        "llama-1k",
        new Recipe(
            new SizeDistribution(
                List.of(llama(3, 3, 8, 8, 16), llama(4, 5, 6, 16, 32), llama(6, 9, 4, 16, 32)),
                List.of(new Size(12, 128, 4), new Size(6, 288, 6))),
            new Template.Llama(128256, 131072, false),
            50_000_000));
    RECIPES.put(
        "vits-small",
        new Recipe(
            new SizeDistribution(
                List.of(new Stratum(3, 6, List.of(64, 96, 128), Stratum.headSizes(32, 32))),
                List.of(
                    new Size(4, 96, 3),
                    new Size(3, 128, 4),
                    new Size(9, 96, 3),
                    new Size(4, 192, 6))),
            new Template.Vision(32, List.of(8), 10),
            ANY_NUMBER));
    RECIPES.put("vits-widths", widths(3, 6, 9, new Template.Vision(32, List.of(8), 10)));
    RECIPES.put(
        "gpts-small",
        new Recipe(
            new SizeDistribution(
                List.of(
                    new Stratum(
                        2, 5, List.of(64, 96, 128), width -> List.of(width / 32, width / 16))),
                List.of(
                    new Size(3, 96, 3),
                    new Size(2, 128, 4),
                    new Size(8, 96, 3),
                    new Size(3, 192, 6))),
            new Template.Gpt2(50257, 256, false),
            ANY_NUMBER));
    RECIPES.put("gpts-widths", widths(2, 5, 8, new Template.Gpt2(50257, 256, false)));
  }

  private ArchitectureCatalog() {}

  /** Widths of 48 to 192 by eights; held out are two pairs, a width, a depth and a wider one. */
  private static Recipe widths(int fewest, int most, int deeper, Template template) {
    return new Recipe(
        new SizeDistribution(
            List.of(
                new Stratum(fewest, most, Stratum.range(48, 192, 8), Stratum.headSizes(16, 32))),
            List.of(
                new Size(fewest + 1, 96, 3),
                new Size(fewest, 128, 4),
                new Size(fewest + 1, 100, 4),
                new Size(deeper, 96, 3),
                new Size(fewest + 1, 256, 8))),
        template,
        ANY_NUMBER);
  }

  // A multiple of 32 that divides by 3 divides by 12, so the rule has no further cases.
  private static Stratum vision(int fewest, int most, int least, int greatest) {
    return new Stratum(
        fewest,
        most,
        Stratum.range(least, greatest, 32),
        width -> width % 12 == 0 ? List.of(3, 6, 12) : List.of(4, 8));
  }

  private static Stratum gpt(int fewest, int most, int least, int greatest) {
    return new Stratum(fewest, most, Stratum.range(least, greatest, 8), width -> List.of(8));
  }

  private static Stratum llama(int fewest, int most, int heads, int least, int greatest) {
    return new Stratum(
        fewest,
        most,
        Stratum.range(heads * least, heads * greatest, 2 * heads),
        width -> List.of(heads));
  }

  /** Every name. */
  public static List<String> names() {
    return List.copyOf(RECIPES.keySet());
  }

  /**
   * The set of a name.
   *
   * @throws InvalidInputException if there is none, if it does not have one of the settings, or if
   *     they leave no network that it could draw
   */
  public static DrawnArchitectures get(String name, ArchitectureSettings settings, long seed) {
    Recipe recipe = RECIPES.get(name);
    if (recipe == null) {
      throw new InvalidInputException(
          "there is no set of architectures %s; known are %s"
              .formatted(name, String.join(", ", RECIPES.keySet())));
    }
    return new DrawnArchitectures(
        name,
        recipe.sizes(),
        recipe.template().with(name, settings),
        recipe.mostParameters(),
        seed);
  }

  /**
   * The set of a name, or the one in a file.
   *
   * @param settings for a file, {@link ArchitectureSettings#NONE}
   * @throws InvalidInputException as {@link #get} and {@link ArchitectureFile#read} do
   */
  public static ArchitectureSet open(String nameOrFile, ArchitectureSettings settings, long seed)
      throws IOException {
    Path file = Path.of(nameOrFile);
    if (RECIPES.containsKey(nameOrFile) || !(Files.exists(file) || looksLikeFile(file))) {
      return get(nameOrFile, settings, seed);
    }
    settings.requireNone(nameOrFile);
    return new ArchitectureList(ArchitectureFile.read(file), seed);
  }

  private static boolean looksLikeFile(Path path) {
    return path.getNameCount() > 1 || path.toString().endsWith(".jsonl");
  }
}
