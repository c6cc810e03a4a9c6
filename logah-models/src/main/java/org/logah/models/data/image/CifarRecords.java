package org.logah.models.data.image;

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

  /**
   * The images of some files one after the other, or null after adding what is wrong to the
   * problems.
   */
  PixelSet read(List<Path> files, List<String> problems) throws IOException {
    int record = labelBytes + SIZE.bytes();
    List<byte[]> contents = new ArrayList<>();
    int before = problems.size();
    int count = 0;
    for (Path file : files) {
      byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
      String problem = problem(bytes);
      if (problem == null) {
        contents.add(bytes);
        count += bytes.length / record;
      } else {
        problems.add("%s %s".formatted(file, problem));
      }
    }
    if (problems.size() > before) {
      return null;
    }
    byte[] pixels = new byte[Math.multiplyExact(count, SIZE.bytes())];
    int[] labels = new int[count];
    int image = 0;
    for (byte[] bytes : contents) {
      for (int start = 0; start < bytes.length; start += record) {
        labels[image] = bytes[start + labelByte] & 0xFF;
        System.arraycopy(bytes, start + labelBytes, pixels, image * SIZE.bytes(), SIZE.bytes());
        image++;
      }
    }
    return new PixelSet(pixels, SIZE, labels, classNames);
  }

  private String problem(byte[] bytes) {
    int record = labelBytes + SIZE.bytes();
    if (bytes == null) {
      return "is missing";
    }
    if (bytes.length == 0 || bytes.length % record != 0) {
      return "has %d bytes, which are not whole records of %d".formatted(bytes.length, record);
    }
    for (int at = labelByte; at < bytes.length; at += record) {
      int label = bytes[at] & 0xFF;
      if (label >= classNames.size()) {
        return "has label %d at byte %d, but there are %d classes"
            .formatted(label, at, classNames.size());
      }
    }
    return null;
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
