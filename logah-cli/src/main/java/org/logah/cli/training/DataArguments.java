package org.logah.cli.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** What a run learns from and is validated with. */
final class DataArguments {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      split = ",",
      description = "An image set (CIFAR, IDX, folders, or a zip of one), or texts.")
  private List<String> data;

  @Option(
      names = "--validation-data",
      paramLabel = "FILE",
      split = ",",
      description = "Texts to validate with.")
  private List<String> validationData;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description = "Training images held out to validate with.")
  private Integer validationImages;

  /** By the names of a configuration's settings, in which files are absolute. */
  Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("data", absolute(data));
    values.put("validationData", absolute(validationData));
    values.put("validationImages", validationImages);
    values.values().removeIf(Objects::isNull);
    return values;
  }

  private static List<String> absolute(List<String> files) {
    return files == null
        ? null
        : files.stream().map(file -> Path.of(file).toAbsolutePath().toString()).toList();
  }
}
