package org.logah.models.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The binary version of CIFAR-10. */
final class Cifar10Layout implements ImageLayout {
  private static final List<String> TRAINING =
      IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList();
  private static final String TEST = "test_batch.bin";

  @Override
  public String expectation() {
    return "data_batch_1.bin to data_batch_5.bin and test_batch.bin (CIFAR-10)";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.exists(folder.resolve(TEST))
        || TRAINING.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
  }

  @Override
  public ImageDataset read(Path folder, ImageOptions options) throws IOException {
    CifarRecords records =
        new CifarRecords(1, 0, CifarRecords.names(folder.resolve("batches.meta.txt"), 10));
    List<String> problems = new ArrayList<>();
    List<Path> files = TRAINING.stream().map(folder::resolve).toList();
    PixelSet training = records.read(files, problems);
    PixelSet test = records.read(List.of(folder.resolve(TEST)), problems);
    TreeSet<Long> sizes = new TreeSet<>();
    for (Path file : files) {
      if (Files.exists(file)) {
        sizes.add(Files.size(file));
      }
    }
    if (problems.isEmpty() && sizes.size() > 1) {
      problems.add("the training files have different sizes, %s bytes".formatted(sizes));
    }
    CifarRecords.throwIfAny(folder, problems);
    return new ImageDataset(
        options.conform(training, folder.toString()), options.conform(test, folder.toString()));
  }
}
