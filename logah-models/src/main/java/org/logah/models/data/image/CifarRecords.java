package org.logah.models.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.logah.api.safetensors.CorruptFileException;

/**
 * Files of CIFAR records: one or more bytes of labels, then 1024 bytes each of red, green and blue,
 * row by row.
 *
 * @param labelBytes how many labels a record has
 * @param labelByte which of them counts
 * @param classNames name of each class
 */
record CifarRecords(int labelBytes, int labelByte, List<String> classNames) {
  private static final ImageSize SIZE = new ImageSize(3, 32, 32);

  /** The images of some files one after the other; what is wrong is added to the problems. */
  PixelSet read(List<Path> files, List<String> problems) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<Integer> labels = new ArrayList<>();
    int record = labelBytes + SIZE.bytes();
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        problems.add("%s is missing".formatted(file));
        continue;
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length == 0 || bytes.length % record != 0) {
        problems.add(
            "%s has %d bytes, which are not whole records of %d"
                .formatted(file, bytes.length, record));
        continue;
      }
      for (int start = 0; start < bytes.length; start += record) {
        int label = bytes[start + labelByte] & 0xFF;
        if (label >= classNames.size()) {
          problems.add(
              "%s has label %d at byte %d, but there are %d classes"
                  .formatted(file, label, start + labelByte, classNames.size()));
          break;
        }
        labels.add(label);
        pixels.write(bytes, start + labelBytes, SIZE.bytes());
      }
    }
    return problems.isEmpty()
        ? new PixelSet(
            pixels.toByteArray(),
            SIZE,
            labels.stream().mapToInt(label -> label).toArray(),
            classNames)
        : null;
  }

  /** The lines of a file of names, or the numbers of the classes if it is absent. */
  static List<String> names(Path file, int classes) throws IOException {
    if (!Files.isRegularFile(file)) {
      return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
    List<String> names =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != classes) {
      throw new CorruptFileException(
          file, "it has %d names of classes, not %d".formatted(names.size(), classes));
    }
    return names;
  }

  static void throwIfAny(Path folder, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new CorruptFileException(folder, problems);
    }
  }
}
