package org.logah.models.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.logah.api.safetensors.CorruptFileException;

/** The four IDX files of MNIST and the sets in its form. */
final class IdxLayout implements ImageLayout {
  private static final List<String> SETS = List.of("train", "t10k");

  @Override
  public String expectation() {
    return "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
        + " t10k-labels-idx1-ubyte, plain or with .gz (MNIST and the like)";
  }

  @Override
  public boolean recognises(Path folder) {
    return SETS.stream()
        .anyMatch(set -> Files.exists(images(folder, set)) || Files.exists(labels(folder, set)));
  }

  @Override
  public ImageDataset read(Path folder, ImageOptions options) throws IOException {
    List<String> problems = new ArrayList<>();
    List<IdxFile> files = new ArrayList<>();
    for (String set : SETS) {
      files.add(IdxFile.read(images(folder, set), 3, problems));
      files.add(IdxFile.read(labels(folder, set), 1, problems));
    }
    for (int set = 0; set < SETS.size() && problems.isEmpty(); set++) {
      int images = files.get(2 * set).sizes()[0];
      int labels = files.get(2 * set + 1).sizes()[0];
      if (images != labels || images == 0) {
        problems.add("%s has %d images, but %d labels".formatted(SETS.get(set), images, labels));
      }
    }
    if (!problems.isEmpty()) {
      throw new CorruptFileException(folder, problems);
    }
    int[] training = files.get(1).values();
    int[] test = files.get(3).values();
    int last = Arrays.stream(training).max().orElse(0);
    int lastOfTest = Arrays.stream(test).max().orElse(0);
    if (lastOfTest > last) {
      throw new CorruptFileException(
          folder,
          "t10k has label %d, but the labels of train end with %d".formatted(lastOfTest, last));
    }
    List<String> names = IntStream.rangeClosed(0, last).mapToObj(Integer::toString).toList();
    return new ImageDataset(
        options.conform(pixels(files.get(0), training, names), folder.toString()),
        options.conform(pixels(files.get(2), test, names), folder.toString()));
  }

  private static PixelSet pixels(IdxFile images, int[] labels, List<String> names) {
    ImageSize size = new ImageSize(1, images.sizes()[1], images.sizes()[2]);
    return new PixelSet(images.data(), size, labels, names);
  }

  private static Path images(Path folder, String set) {
    return existing(folder, set + "-images", "idx3-ubyte");
  }

  private static Path labels(Path folder, String set) {
    return existing(folder, set + "-labels", "idx1-ubyte");
  }

  private static Path existing(Path folder, String name, String type) {
    for (String file : List.of(name + "-" + type, name + "." + type)) {
      for (String ending : List.of("", ".gz")) {
        if (Files.exists(folder.resolve(file + ending))) {
          return folder.resolve(file + ending);
        }
      }
    }
    return folder.resolve(name + "-" + type);
  }
}
