package org.logah.api.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;

class AtomicFileTest {
  private static final String STALE = ".old.json.0f8fad5b-d9cb-469f-a165-70867728950e.partial";

  @TempDir Path folder;

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("new/folder/config.json");
    AtomicFile.write(file, "{\"é\":1}");
    assertThat(file).hasContent("{\"é\":1}");
    AtomicFile.write(file, new byte[] {1, 2});
    assertThat(file).hasBinaryContent(new byte[] {1, 2});
    assertThat(FileBytes.namesIn(file.getParent())).containsExactly("config.json");
  }

  @Test
  void appearsAtCommitOnly() throws IOException {
    Path file = folder.resolve("a.txt");
    try (AtomicFile atomic = AtomicFile.open(file)) {
      atomic.channel().write(ByteBuffer.wrap(new byte[] {65}));
      assertThat(FileBytes.namesIn(folder))
          .singleElement()
          .asString()
          .matches("\\.a\\.txt\\.[0-9a-f-]{36}\\.partial");
      atomic.commit();
      assertThat(FileBytes.namesIn(folder)).containsExactly("a.txt");
    }
    assertThat(file).hasContent("A");
  }

  @Test
  void leavesNothingWithoutCommit() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    AtomicFile atomic = AtomicFile.open(file);
    atomic.channel().write(ByteBuffer.wrap(new byte[] {65}));
    atomic.close();
    atomic.close();
    assertThat(FileBytes.namesIn(folder)).containsExactly("a.txt");
    assertThat(file).hasContent("old");
  }

  @Test
  void removesWhatACrashLeft() throws IOException {
    Files.writeString(folder.resolve(STALE), "half");
    Files.writeString(folder.resolve(".mine.partial"), "of another program");
    AtomicFile.write(folder.resolve("a.txt"), "A");
    assertThat(FileBytes.namesIn(folder)).containsExactly(".mine.partial", "a.txt");
  }

  @Test
  void sparesFilesThatAreBeingWritten() throws IOException {
    try (AtomicFile first = AtomicFile.open(folder.resolve("a.txt"))) {
      AtomicFile.write(folder.resolve("b.txt"), "B");
      first.commit();
    }
    assertThat(FileBytes.namesIn(folder)).containsExactly("a.txt", "b.txt");
    Path locked = folder.resolve(STALE);
    try (FileChannel other =
        FileChannel.open(locked, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      assertThat(other.tryLock()).isNotNull();
      AtomicFile.write(folder.resolve("c.txt"), "C");
      assertThat(locked).exists();
    }
  }

  @Test
  void refusesImpossibleNames() throws IOException {
    assertThatThrownBy(() -> AtomicFile.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(folder + " is a folder; give the name of a file in it");
    Path file = Files.writeString(folder.resolve("a.txt"), "A");
    Path inFile = file.resolve("b.txt");
    assertThatThrownBy(() -> AtomicFile.open(inFile))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("%s cannot be written, because %s is not a folder".formatted(inFile, file));
  }
}
