package org.logah.api.safetensors;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.logah.api.InvalidInputException;

/**
 * A file that appears under its name only when it is complete. It is written under a hidden name in
 * the same folder, {@code .NAME.UUID.partial}, and renamed by {@link #commit}; closing it before
 * deletes it. Opening one removes what a crashed program left in the folder under such names. Not
 * for several threads.
 */
public final class AtomicFile implements AutoCloseable {
  /** Where bytes begin that go past the system's cache, in memory and in the file; in bytes. */
  static final int ALIGNMENT = 1 << 16;

  private static final Pattern PARTIAL =
      Pattern.compile("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.partial");
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path target;
  private final Path partial;
  private final FileChannel channel;
  private Optional<FileChannel> direct = Optional.empty();
  private boolean committed;

  private AtomicFile(Path target, Path partial, FileChannel channel) {
    this.target = target;
    this.partial = partial;
    this.channel = channel;
  }

  /**
   * Begins a file, and makes its folder where there is none.
   *
   * @throws InvalidInputException if the file is a folder or its folder a file
   */
  public static AtomicFile open(Path file) throws IOException {
    Path target = file.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new InvalidInputException(
          "%s is a folder; give the name of a file in it".formatted(file));
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "%s cannot be written, because %s is not a folder".formatted(file, folder));
    }
    Files.createDirectories(folder);
    removeStale(folder);
    Path partial =
        folder.resolve(".%s.%s.partial".formatted(target.getFileName(), UUID.randomUUID()));
    OPEN.add(partial);
    try {
      FileChannel channel =
          FileChannel.open(partial, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      lock(channel);
      return new AtomicFile(target, partial, channel);
    } catch (IOException | RuntimeException e) {
      OPEN.remove(partial);
      throw e;
    }
  }

  /** Writes a whole file. */
  public static void write(Path file, byte[] bytes) throws IOException {
    try (AtomicFile atomic = open(file)) {
      atomic.write(bytes);
      atomic.commit();
    }
  }

  /** Writes a whole file of text in UTF-8. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds bytes to the content. */
  public void write(byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /** Where the content goes. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * The same content past the system's cache, in blocks that are multiples of {@link #ALIGNMENT}
   * and begin at such; if the file system allows it. The first write may still fail for want of
   * that.
   */
  Optional<FileChannel> direct() {
    if (direct.isEmpty()) {
      try {
        long unit = Files.getFileStore(partial).getBlockSize();
        if (unit > 0 && ALIGNMENT % unit == 0) {
          direct =
              Optional.of(
                  FileChannel.open(partial, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT));
        }
      } catch (IOException | UnsupportedOperationException e) {
        return Optional.empty();
      }
    }
    return direct;
  }

  /** The name that the file has once it is complete. */
  public Path target() {
    return target;
  }

  /**
   * Brings the content to the disk and gives it its name, in place of any file that had it.
   *
   * @throws IOException if that fails; the name is then what it was before
   */
  public void commit() throws IOException {
    force();
    rename();
    forceFolder(target.getParent());
  }

  /** Brings the content to the disk. */
  void force() throws IOException {
    channel.force(true);
  }

  /** Gives the file its name. */
  void rename() throws IOException {
    Files.move(
        partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    committed = true;
  }

  /** Brings the names in a folder to the disk, which Windows does by itself. */
  static void forceFolder(Path folder) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return;
    }
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** Deletes the file unless it was committed. A second call does nothing. */
  @Override
  public void close() throws IOException {
    if (OPEN.contains(partial)) {
      try {
        if (direct.isPresent()) {
          direct.get().close();
        }
        channel.close();
        if (!committed) {
          Files.deleteIfExists(partial);
        }
      } finally {
        OPEN.remove(partial);
      }
    }
  }

  static void closeAll(List<AtomicFile> files) throws IOException {
    IOException first = null;
    for (AtomicFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  // The files of this program are known by name: opening one again would drop its lock.
  private static void removeStale(Path folder) throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> PARTIAL.matcher(entry.getFileName().toString()).matches())) {
      for (Path entry : entries) {
        if (!OPEN.contains(entry) && isAbandoned(entry)) {
          Files.deleteIfExists(entry);
        }
      }
    }
  }

  private static boolean isAbandoned(Path entry) {
    try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.WRITE)) {
      return lock(channel);
    } catch (IOException e) {
      return false;
    }
  }

  // Tells other programs that the file is in use; a file system may know no locks.
  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }
}
