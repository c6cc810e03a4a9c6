package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.logah.api.InvalidInputException;

/**
 * Whatever happens to a file, reading it gives tensors within the file's size or an {@link
 * InvalidInputException}: nothing else is thrown, and it ends.
 */
class DamagedFileTest {
  private static final List<byte[]> FILES = new ArrayList<>();
  private static Path file;

  @BeforeContainer
  static void collectFiles() throws IOException {
    file = Files.createTempFile("damaged", ".pt");
    for (String name :
        List.of(
            "trainer_vit_h16.pt",
            "trainer_gpt_h16.pt",
            "ghn3_h8_joblib.pt",
            "ghn3_h8_hf_layout_joblib.pt")) {
      FILES.add(Checkpoints.sample(name));
    }
    PickleWriter pickle = new PickleWriter().start().op('}').text("t");
    pickle.tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3});
    byte[] bytes = pickle.op('s').stop().bytes();
    Map<String, byte[]> storages = Map.of("0", new byte[24]);
    FILES.add(Checkpoints.archive(bytes, storages));
    FILES.add(Checkpoints.legacy(bytes, storages, true));
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(compressed)) {
      out.write(Checkpoints.sample("ghn3_h8_joblib.pt"));
    }
    FILES.add(compressed.toByteArray());
  }

  @AfterContainer
  static void removeFile() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(
      seed = "20240528",
      tries = 200,
      generation = GenerationMode.RANDOMIZED,
      shrinking = ShrinkingMode.OFF)
  void cutOff(@ForAll("files") int index, @ForAll long seed) throws IOException {
    byte[] whole = FILES.get(index);
    readsOrRefuses(Arrays.copyOf(whole, new Random(seed).nextInt(whole.length)));
  }

  @Property(
      seed = "20240529",
      tries = 400,
      generation = GenerationMode.RANDOMIZED,
      shrinking = ShrinkingMode.OFF)
  void bitsFlipped(@ForAll("files") int index, @ForAll long seed) throws IOException {
    byte[] whole = FILES.get(index);
    byte[] damaged = whole.clone();
    Random random = new Random(seed);
    for (int i = random.nextInt(8); i >= 0; i--) {
      damaged[place(random, whole.length)] ^= (byte) (1 << random.nextInt(8));
    }
    readsOrRefuses(damaged);
  }

  /** Numbers that stand for lengths, offsets, counts and sizes, replaced by extreme ones. */
  @Property(
      seed = "20240530",
      tries = 400,
      generation = GenerationMode.RANDOMIZED,
      shrinking = ShrinkingMode.OFF)
  void numbersReplaced(@ForAll("files") int index, @ForAll long seed) throws IOException {
    byte[] whole = FILES.get(index);
    byte[] damaged = whole.clone();
    Random random = new Random(seed);
    byte[][] extremes = {
      {-1, -1, -1, -1},
      {-1, -1, -1, 0x7f},
      {0, 0, 0, 0},
      {0, 0, 0, -128},
      {-1},
      {0},
      {127},
      {-1, -1}
    };
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] extreme = extremes[random.nextInt(extremes.length)];
      int at = place(random, whole.length - extreme.length);
      System.arraycopy(extreme, 0, damaged, at, extreme.length);
    }
    readsOrRefuses(damaged);
  }

  @Property(
      seed = "20240531",
      tries = 300,
      generation = GenerationMode.RANDOMIZED,
      shrinking = ShrinkingMode.OFF)
  void partsMovedAbout(@ForAll("files") int index, @ForAll long seed) throws IOException {
    byte[] whole = FILES.get(index);
    byte[] damaged = whole.clone();
    Random random = new Random(seed);
    int length = 1 + random.nextInt(64);
    int from = place(random, whole.length - length);
    int to = place(random, whole.length - length);
    System.arraycopy(whole, from, damaged, to, length);
    readsOrRefuses(damaged);
  }

  @Provide
  Arbitrary<Integer> files() {
    return Arbitraries.integers().between(0, FILES.size() - 1);
  }

  /** Structure lies at both ends of the files, so most damage goes there. */
  private static int place(Random random, int length) {
    int edge = Math.min(length, 4096);
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(edge);
      case 1 -> length - 1 - random.nextInt(edge);
      default -> random.nextInt(length);
    };
  }

  private static void readsOrRefuses(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          try {
            ImportedCheckpoint checkpoint = ImportedCheckpoint.read(file);
            checkpoint
                .stateDict()
                .forEach(
                    (name, tensor) ->
                        assertThat((long) tensor.data().remaining())
                            .isEqualTo(tensor.shape().elements() * tensor.dtype().bytes()));
            checkpoint.hypernetworkConfig();
          } catch (InvalidInputException refused) {
            assertThat(refused).hasMessageContaining(file.getFileName().toString());
          }
        });
  }
}
