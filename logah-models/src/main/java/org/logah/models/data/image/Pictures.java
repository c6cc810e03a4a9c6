package org.logah.models.data.image;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.logah.api.safetensors.CorruptFileException;

/** The files of one folder of folders of pictures, one folder a class. */
final class Pictures {
  private static final String CHECKSUM = "zip:crc";

  private final Path folder;
  private final List<String> classNames;
  private final List<String> names;
  private final int[] labels;

  Pictures(Path folder, List<String> classNames, List<String> names, int[] labels) {
    this.folder = folder;
    this.classNames = classNames;
    this.names = names;
    this.labels = labels;
  }

  int count() {
    return labels.length;
  }

  /** The class of each file. */
  int[] labels() {
    return labels;
  }

  /** The names of the folders, sorted. */
  List<String> classNames() {
    return classNames;
  }

  /** The zip that the files lie in. */
  Optional<FileSystem> archive() {
    FileSystem files = folder.getFileSystem();
    return files.supportedFileAttributeViews().contains("zip")
        ? Optional.of(files)
        : Optional.empty();
  }

  // Made when needed, as millions of paths take more memory than millions of names.
  Path file(int index) {
    return folder.resolve(classNames.get(labels[index])).resolve(names.get(index));
  }

  /**
   * Decodes one picture.
   *
   * @throws CorruptFileException if that fails; the message names the file
   */
  DecodedImage decode(int index, ImageDecoder decoder) {
    Path file = file(index);
    try {
      return decoder.decode(bytes(file));
    } catch (IOException e) {
      throw new CorruptFileException("%s is corrupt: %s".formatted(file, e.getMessage()), e);
    }
  }

  // The file system of zips does not compare checksums.
  private byte[] bytes(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (archive().isPresent()) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      if (sum.getValue() != (Long) Files.getAttribute(file, CHECKSUM)) {
        throw new IOException("its checksum is not that of the zip");
      }
    }
    return bytes;
  }
}
