package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.safetensors.CorruptFileException;

/** Tensors as views of storages, in zip files and in legacy streams. */
class TensorImportTest {
  private static final long BIG = Long.MAX_VALUE / 2;

  @TempDir Path folder;

  @Test
  void viewsOfOneStorageAreRowMajorOnTheirOwn() throws IOException {
    PickleWriter pickle = new PickleWriter().start().op('}').op('(');
    pickle.text("whole").tensor("FloatStorage", "0", 6, 0, sizes(2, 3), sizes(3, 1));
    pickle.text("transposed").tensor("FloatStorage", "0", 6, 0, sizes(3, 2), sizes(1, 3));
    pickle.text("row").tensor("FloatStorage", "0", 6, 3, sizes(3), sizes(1));
    pickle.text("column").tensor("FloatStorage", "0", 6, 1, sizes(2), sizes(3));
    pickle.text("scalar").tensor("FloatStorage", "0", 6, 5, sizes(), sizes());
    pickle.text("none").tensor("FloatStorage", "0", 6, 6, sizes(0, 4), sizes(4, 1));
    byte[] bytes = pickle.op('u').stop().bytes();
    Map<String, byte[]> storages = Map.of("0", Checkpoints.floats(0, 1, 2, 3, 4, 5));

    for (byte[] file :
        new byte[][] {
          Checkpoints.archive(bytes, storages), Checkpoints.legacy(bytes, storages, true)
        }) {
      Map<String, ImportedTensor> tensors = read(file).stateDict();
      assertThat(tensors.keySet())
          .containsExactly("whole", "transposed", "row", "column", "scalar", "none");
      assertThat(values(tensors.get("whole"))).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(values(tensors.get("transposed"))).containsExactly(0, 3, 1, 4, 2, 5);
      assertThat(tensors.get("transposed").shape()).isEqualTo(Shape.of(3, 2));
      assertThat(values(tensors.get("row"))).containsExactly(3, 4, 5);
      assertThat(values(tensors.get("column"))).containsExactly(1, 4);
      assertThat(values(tensors.get("scalar"))).containsExactly(5);
      assertThat(values(tensors.get("none"))).isEmpty();
    }
  }

  @Test
  void dataIsReadOnlyAndHasAPositionForEachCaller() throws IOException {
    byte[] pickle = single("FloatStorage", 2, 0, sizes(2), sizes(1));
    ImportedTensor tensor =
        read(Checkpoints.archive(pickle, Map.of("0", Checkpoints.floats(1, 2))))
            .stateDict()
            .get("t");
    tensor.data().getFloat();

    assertThat(tensor.data().getFloat()).isEqualTo(1);
    assertThat(tensor.data().isReadOnly()).isTrue();
    assertThat(tensor.data().isDirect()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "FloatStorage, F32",
    "DoubleStorage, F64",
    "HalfStorage, F16",
    "BFloat16Storage, BF16",
    "LongStorage, I64",
    "IntStorage, I32",
    "ShortStorage, I16",
    "CharStorage, I8",
    "ByteStorage, U8",
    "BoolStorage, BOOL"
  })
  void storagesOfEveryTypeAreRead(String type, DType dtype) throws IOException {
    byte[] data = new byte[3 * dtype.bytes()];
    data[dtype.bytes()] = 1;
    byte[] pickle = single(type, 3, 1, sizes(2), sizes(1));
    ImportedTensor tensor =
        read(Checkpoints.archive(pickle, Map.of("0", data))).stateDict().get("t");

    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.data().remaining()).isEqualTo(2 * dtype.bytes());
    assertThat(tensor.data().get()).isEqualTo((byte) 1);
  }

  @Test
  void viewsBeyondTheirStorageAreRefused() {
    refusedView("beyond", 4, sizes(2), sizes(1));
    refusedView("beyond", 0, sizes(2, 3), sizes(4, 1));
    refusedView("beyond", -1, sizes(2), sizes(1));
    refusedView("beyond", BIG, sizes(1), sizes(1));
    refusedView("negative stride", 4, sizes(2), sizes(-1));
    refusedView("negative size", 0, sizes(-2), sizes(1));
    refusedView("overflows", 0, sizes(4, 1), sizes(BIG, 1));
    refusedView("overflows", BIG, sizes(3), sizes(BIG / 2 + 2));
    refusedView("more elements", 0, sizes(BIG, BIG), sizes(0, 0));
    refusedView("repeats", 0, sizes(1L << 40), sizes(0));
    refusedView("2 sizes and 1 strides", 0, sizes(2, 2), sizes(1));
    refusedView("whole numbers", 0, new long[17], new long[17]);
  }

  @Test
  void copiesOfViewsAreLimited() {
    PickleWriter pickle = new PickleWriter().start().op('}').op('(');
    long side = 100;
    for (int i = 0; i < 50; i++) {
      pickle.text("t" + i);
      pickle.tensor("FloatStorage", "0", side * side, 0, sizes(side, side), sizes(1, side));
    }
    byte[] file = Checkpoints.archive(pickle.op('u').stop().bytes(), Map.of("0", new byte[40_000]));
    refused(file, "repeat");
  }

  @Test
  void storagesMustHaveTheSizeDeclared() {
    byte[] pickle = single("FloatStorage", 5, 0, sizes(5), sizes(1));
    refused(Checkpoints.archive(pickle, Map.of("0", Checkpoints.floats(1, 2))), "archive/data/0");
    refused(Checkpoints.archive(pickle, Map.of()), "archive/data/0", "missing");
    refused(Checkpoints.legacy(pickle, Map.of("0", Checkpoints.floats(1)), true), "5 are declared");
    refused(Checkpoints.legacy(pickle, Map.of(), true), "'0' has no data");
    byte[] huge = single("FloatStorage", BIG, 0, sizes(5), sizes(1));
    refused(Checkpoints.archive(huge, Map.of("0", new byte[8])), "elements");
    byte[] large = single("FloatStorage", 1L << 31, 0, sizes(5), sizes(1));
    refused(Checkpoints.archive(large, Map.of("0", new byte[8])), "2 GB");
    byte[] larger = single("FloatStorage", 1L << 20, 0, sizes(5), sizes(1));
    refused(Checkpoints.archive(larger, Map.of("0", new byte[8])), "more than the file's");
  }

  @Test
  void storageDeclaredTwiceMustBeTheSame() {
    PickleWriter pickle = new PickleWriter().start().op('}').op('(');
    pickle.text("a").tensor("FloatStorage", "0", 2, 0, sizes(1), sizes(1));
    pickle.text("b").tensor("IntStorage", "0", 2, 0, sizes(1), sizes(1));
    refused(
        Checkpoints.archive(pickle.op('u').stop().bytes(), Map.of("0", new byte[8])),
        "'0' is declared twice");
  }

  @Test
  void byteOrderOtherThanLittleIsRefused() throws IOException {
    byte[] pickle = single("FloatStorage", 1, 0, sizes(1), sizes(1));
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", pickle);
    entries.put("a/data/0", Checkpoints.floats(7));
    entries.put("a/byteorder", new byte[] {'b', 'i', 'g'});
    refused(Checkpoints.zip(entries, ZipEntry.STORED), "byteorder");
    refused(Checkpoints.legacy(pickle, Map.of("0", new byte[4]), false), "big-endian");

    entries.put("a/byteorder", new byte[] {'l', 'i', 't', 't', 'l', 'e'});
    assertThat(values(read(Checkpoints.zip(entries, ZipEntry.STORED)).stateDict().get("t")))
        .containsExactly(7);
  }

  @Test
  void compressedEntriesAreRefused() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", single("FloatStorage", 1000, 0, sizes(1), sizes(1)));
    entries.put("a/data/0", new byte[4000]);
    refused(Checkpoints.zip(entries, ZipEntry.DEFLATED), "a/data.pkl", "compressed");
  }

  @Test
  void zipFilesOfOthersAreRefused() {
    refused(Checkpoints.zip(Map.of("word/document.xml", new byte[3]), ZipEntry.STORED), "data.pkl");
    refused(
        Checkpoints.zip(
            Map.of("a/data.pkl", new byte[3], "b/data.pkl", new byte[3]), ZipEntry.STORED),
        "2 entries");
  }

  @Test
  void damagedDataIsFoundByItsChecksum() {
    byte[] pickle = single("FloatStorage", 1, 0, sizes(1), sizes(1));
    byte[] file = Checkpoints.archive(pickle, Map.of("0", new byte[] {11, 22, 33, 44}));
    for (int i = 0; i < file.length - 4; i++) {
      if (file[i] == 11 && file[i + 1] == 22 && file[i + 2] == 33 && file[i + 3] == 44) {
        file[i] = 12;
      }
    }
    refused(file, "archive/data/0", "checksum");
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    byte[] pickle = single("FloatStorage", 1, 0, sizes(1), sizes(1));
    Map<String, byte[]> storages = Map.of("0", new byte[4]);
    byte[] longer = new PickleWriter().raw(pickle).op(0).bytes();
    refused(Checkpoints.archive(longer, storages), "1 bytes after");
    refused(
        new PickleWriter().raw(Checkpoints.legacy(pickle, storages, true)).op(0).bytes(),
        "1 bytes after");
    refused(
        new PickleWriter().raw(Checkpoints.sample("ghn3_h8_joblib.pt")).op(0).bytes(),
        "1 bytes after");
  }

  @Test
  void tablesAtTopLevelAndInTheFirstLayerContradict() {
    PickleWriter pickle = new PickleWriter().start().op('}').op('(');
    for (String name : new String[] {"input_dist_embed.weight", "gnn.0.input_dist_embed.weight"}) {
      pickle.text(name).tensor("FloatStorage", "0", 1, 0, sizes(1), sizes(1));
    }
    refused(
        Checkpoints.archive(pickle.op('u').stop().bytes(), Map.of("0", new byte[4])),
        "input_dist_embed.weight",
        "both");
  }

  private void refusedView(String part, long offset, long[] sizes, long[] strides) {
    byte[] pickle = single("FloatStorage", 5, offset, sizes, strides);
    refused(Checkpoints.archive(pickle, Map.of("0", new byte[20])), "data.pkl, byte ", part);
  }

  private void refused(byte[] file, String... parts) {
    var refusal =
        assertThatThrownBy(() -> read(file)).isExactlyInstanceOf(CorruptFileException.class);
    for (String part : parts) {
      refusal.hasMessageContaining(part);
    }
  }

  private ImportedCheckpoint read(byte[] file) throws IOException {
    return ImportedCheckpoint.read(Files.write(folder.resolve("file.pt"), file));
  }

  private static byte[] single(
      String type, long elements, long offset, long[] sizes, long[] strides) {
    PickleWriter pickle = new PickleWriter().start().op('}').text("t");
    return pickle.tensor(type, "0", elements, offset, sizes, strides).op('s').stop().bytes();
  }

  private static long[] sizes(long... sizes) {
    return sizes;
  }

  private static float[] values(ImportedTensor tensor) {
    float[] values = new float[(int) tensor.shape().elements()];
    tensor.data().asFloatBuffer().get(values);
    return values;
  }
}
