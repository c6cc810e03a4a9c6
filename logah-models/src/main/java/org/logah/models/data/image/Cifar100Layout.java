package org.logah.models.data.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The binary version of CIFAR-100: a coarse and a fine label for each image. */
final class Cifar100Layout implements ImageLayout {
  private static final String TRAINING = "train.bin";
  private static final String TEST = "test.bin";

  @Override
  public String expectation() {
    return "train.bin and test.bin (CIFAR-100)";
  }

  @Override
  public boolean recognises(Path folder) {
    return Files.exists(folder.resolve(TRAINING)) || Files.exists(folder.resolve(TEST));
  }

  @Override
  public ImageDataset read(Path folder, ImageOptions options) throws IOException {
    boolean coarse = options.coarseLabels();
    Path names = folder.resolve(coarse ? "coarse_label_names.txt" : "fine_label_names.txt");
    CifarRecords records =
        new CifarRecords(2, coarse ? 0 : 1, CifarRecords.names(names, coarse ? 20 : 100));
    List<String> problems = new ArrayList<>();
    PixelSet training = records.read(List.of(folder.resolve(TRAINING)), problems);
    PixelSet test = records.read(List.of(folder.resolve(TEST)), problems);
    CifarRecords.throwIfAny(folder, problems);
    return new ImageDataset(
        options.conform(training, folder.toString()), options.conform(test, folder.toString()));
  }
}
