package org.logah.models.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

/** {@code train/CLASS/NAME.jpg}, and {@code test} or {@code val} in the same way. */
final class FolderLayout implements ImageLayout {
  private static final Pattern PICTURE = Pattern.compile(".*\\.(jpg|jpeg|png)");
  private static final String TRAIN = "train";
  private static final List<String> TESTS = List.of("test", "val");

  @Override
  public String expectation() {
    return "train/CLASS/NAME.jpg (or .jpeg, .png) with test or val beside train";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.isDirectory(folder.resolve(TRAIN));
  }

  @Override
  public ImageDataset read(Path folder, ImageOptions options) throws IOException {
    if (options.channels() == 1) {
      throw new InvalidInputException(
          "pictures in folders such as %s are read with 3 channels, not 1".formatted(folder));
    }
    List<String> problems = new ArrayList<>();
    Path train = folder.resolve(TRAIN);
    Optional<Path> test = testFolder(folder);
    List<String> classes = classes(train);
    if (test.isEmpty()) {
      problems.add("neither test nor val has a folder for each class");
    } else {
      compare(classes, classes(test.get()), test.get().getFileName().toString(), problems);
    }
    Pictures training = pictures(train, classes, problems);
    Pictures testing = test.isPresent() ? pictures(test.get(), classes, problems) : training;
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "%s cannot be read: %s".formatted(folder, String.join("; ", problems)));
    }
    return load(folder, training, testing, options);
  }

  private static ImageDataset load(
      Path folder, Pictures training, Pictures test, ImageOptions options) {
    ImageSize size = options.size() == 0 ? first(training) : square(options.size());
    long bytes = (long) size.bytes() * Math.max(training.count(), test.count());
    if (!options.onDemand() && bytes < Integer.MAX_VALUE - 8) {
      boolean scaled = options.size() > 0;
      return PictureLoader.load(training, test, size, scaled);
    }
    if (options.size() == 0) {
      throw new InvalidInputException(
          "%s is to be decoded on demand, so give the size that images get".formatted(folder));
    }
    return new ImageDataset(new PictureSet(training, size), new PictureSet(test, size));
  }

  static boolean isVisibleFolder(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".") && !name.startsWith("__MACOSX") && Files.isDirectory(path);
  }

  private static Optional<Path> testFolder(Path folder) throws IOException {
    for (String name : TESTS) {
      Path candidate = folder.resolve(name);
      if (Files.isDirectory(candidate) && !classes(candidate).isEmpty()) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static List<String> classes(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(FolderLayout::isVisibleFolder)
          // Folders in a zip may end with a slash.
          .map(path -> path.getFileName().toString().replace("/", ""))
          .sorted()
          .toList();
    }
  }

  private static void compare(
      List<String> training, List<String> test, String name, List<String> problems) {
    TreeSet<String> all = new TreeSet<>(training);
    all.addAll(test);
    for (String className : all) {
      if (!test.contains(className)) {
        problems.add("class %s is in train but not in %s".formatted(className, name));
      } else if (!training.contains(className)) {
        problems.add("class %s is in %s but not in train".formatted(className, name));
      }
    }
    if (all.isEmpty()) {
      problems.add("train has no folders of classes");
    }
  }

  private static Pictures pictures(Path folder, List<String> classes, List<String> problems)
      throws IOException {
    List<String> names = new ArrayList<>();
    IntStream.Builder labels = IntStream.builder();
    for (int label = 0; label < classes.size(); label++) {
      Path of = folder.resolve(classes.get(label));
      if (!Files.isDirectory(of)) {
        continue;
      }
      List<String> found = pictures(of);
      if (found.isEmpty()) {
        problems.add("%s has no pictures".formatted(of));
      }
      for (String name : found) {
        names.add(name);
        labels.add(label);
      }
    }
    return new Pictures(folder, classes, names, labels.build().toArray());
  }

  private static List<String> pictures(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(FolderLayout::isPicture)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static boolean isPicture(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && PICTURE.matcher(name).matches();
  }

  /** The size of the first picture that is whole. */
  private static ImageSize first(Pictures pictures) {
    CorruptFileException damaged = null;
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (int index = 0; index < pictures.count(); index++) {
        try {
          DecodedImage image = pictures.decode(index, decoder);
          return new ImageSize(DecodedImage.CHANNELS, image.height(), image.width());
        } catch (CorruptFileException e) {
          damaged = e;
        }
      }
    }
    throw damaged;
  }

  private static ImageSize square(int side) {
    return new ImageSize(DecodedImage.CHANNELS, side, side);
  }
}
