package org.logah.models.data.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.logah.api.InvalidInputException;
import org.logah.api.safetensors.CorruptFileException;

/**
 * Images to train on and images to test with, of the same classes and size. Those in memory need
 * not be closed.
 *
 * @param training the training set
 * @param test the test set, or the validation set where the layout has no labelled test set
 */
public record ImageDataset(ImageSet training, ImageSet test) implements AutoCloseable {
  private static final int LEVELS = 3;
  private static final List<ImageLayout> LAYOUTS =
      List.of(new Cifar10Layout(), new Cifar100Layout(), new IdxLayout(), new FolderLayout());

  /**
   * @throws InvalidInputException if the two sets differ in their classes or the size of images
   */
  public ImageDataset {
    List<String> problems = new ArrayList<>();
    missing(training.classNames(), test.classNames(), "only for training", problems);
    missing(test.classNames(), training.classNames(), "only for testing", problems);
    if (problems.isEmpty() && !training.classNames().equals(test.classNames())) {
      problems.add("the classes come in another order for testing");
    }
    if (!training.imageSize().equals(test.imageSize())) {
      problems.add(
          "training images are %s, test images %s"
              .formatted(training.imageSize(), test.imageSize()));
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "training and test set do not fit: " + String.join("; ", problems));
    }
  }

  private static void missing(
      List<String> names, List<String> others, String where, List<String> problems) {
    List<String> alone = names.stream().filter(name -> !others.contains(name)).toList();
    if (!alone.isEmpty()) {
      problems.add("there are classes %s: %s".formatted(where, String.join(", ", alone)));
    }
  }

  /**
   * Reads a data set from a folder or a zip of one, whichever of these layouts it has:
   *
   * <ul>
   *   <li>CIFAR-10 binaries, {@code data_batch_1.bin} to {@code data_batch_5.bin}, {@code
   *       test_batch.bin} and, for the names of the classes, {@code batches.meta.txt};
   *   <li>CIFAR-100 binaries, {@code train.bin}, {@code test.bin} and {@code fine_label_names.txt};
   *   <li>IDX files as of MNIST, {@code train-images-idx3-ubyte} and the like, plain or with {@code
   *       .gz};
   *   <li>pictures, {@code train/CLASS/NAME.jpg} or {@code .png} with {@code test} or {@code val}
   *       beside {@code train}.
   * </ul>
   *
   * The folder may also have one of them as its only folder. A zip stays open as long as pictures
   * are decoded from it on demand, until the set is closed.
   *
   * @throws InvalidInputException if there is none of them, or it is incomplete or damaged; the
   *     message names the files and tells all that is wrong
   * @throws UncheckedIOException if a file cannot be read
   */
  public static ImageDataset open(Path path, ImageOptions options) {
    try {
      if (Files.isDirectory(path)) {
        return read(path, path, options);
      }
      if (!Files.exists(path)) {
        throw new InvalidInputException(
            "%s does not exist; give a folder of images or a zip of one".formatted(path));
      }
      if (!path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
        throw new InvalidInputException(
            "%s is neither a folder nor a zip; unpack other archives first".formatted(path));
      }
      try {
        return readArchive(path, options);
      } catch (CorruptFileException e) {
        throw new CorruptFileException("in %s, %s".formatted(path, e.getMessage()), e);
      } catch (InvalidInputException e) {
        throw new InvalidInputException("in %s, %s".formatted(path, e.getMessage()), e);
      } catch (ZipException e) {
        throw new CorruptFileException(
            "%s is corrupt: as a zip it cannot be read (%s)".formatted(path, e.getMessage()), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read: %s".formatted(path, e), e);
    }
  }

  private static ImageDataset readArchive(Path path, ImageOptions options) throws IOException {
    FileSystem archive = FileSystems.newFileSystem(path);
    boolean kept = false;
    try {
      ImageDataset read = read(path, archive.getPath("/"), options);
      kept = !read.training().inMemory();
      return read;
    } finally {
      if (!kept) {
        archive.close();
      }
    }
  }

  /** Closes both sets. */
  @Override
  public void close() {
    training.close();
    test.close();
  }

  private static ImageDataset read(Path path, Path folder, ImageOptions options)
      throws IOException {
    Path inner = folder;
    for (int level = 0; level < LEVELS; level++) {
      for (ImageLayout layout : LAYOUTS) {
        if (layout.recognises(inner)) {
          return layout.read(inner, options);
        }
      }
      Optional<Path> only = onlyFolder(inner);
      if (only.isEmpty()) {
        break;
      }
      inner = only.get();
    }
    throw new InvalidInputException(
        "%s has no layout of images that is known; expected %s"
            .formatted(
                path,
                String.join(", or ", LAYOUTS.stream().map(ImageLayout::expectation).toList())));
  }

  private static Optional<Path> onlyFolder(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> folders = entries.filter(FolderLayout::isVisibleFolder).toList();
      return folders.size() == 1 ? Optional.of(folders.get(0)) : Optional.empty();
    }
  }
}
