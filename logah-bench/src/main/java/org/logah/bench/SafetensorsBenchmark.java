package org.logah.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.safetensors.SafetensorsFile;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.openjdk.jmh.annotations.Benchmark;

/** A safetensors file of 64 MiB, sixteen square matrices, in the system's temporary folder. */
public class SafetensorsBenchmark extends BackendBenchmark {
  private static final int TENSORS = 16;
  private static final long SIDE = 1024;

  private Path folder;
  private Path stored;
  private Tensor matrix;
  private List<TensorDeclaration> declarations;

  @Override
  protected void prepare() throws IOException {
    matrix = random("matrix", SIDE, SIDE);
    declarations =
        IntStream.range(0, TENSORS)
            .mapToObj(i -> new TensorDeclaration("matrix." + i, DType.F32, matrix.shape()))
            .toList();
    folder = Files.createTempDirectory("logah-bench");
    stored = folder.resolve("stored.safetensors");
    writeTo(stored);
  }

  @Override
  protected void discard() throws IOException {
    Files.deleteIfExists(folder.resolve("written.safetensors"));
    Files.deleteIfExists(stored);
    Files.deleteIfExists(folder);
  }

  /** Opens the file, whose pages the system has in memory, and makes a tensor of each in it. */
  @Benchmark
  public void read() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(stored)) {
      for (String name : file.tensors().keySet()) {
        try (Scope scope = backend().openScope()) {
          file.load(name, backend());
        }
      }
    }
  }

  /** Writes such a file in place of the last one, and waits until the disk has it. */
  @Benchmark
  public void write() throws IOException {
    writeTo(folder.resolve("written.safetensors"));
  }

  private void writeTo(Path file) throws IOException {
    try (SafetensorsWriter writer = SafetensorsWriter.toFile(file, declarations, Map.of())) {
      for (TensorDeclaration declaration : declarations) {
        writer.write(declaration.name(), matrix);
      }
      writer.commit();
    }
  }

  /** The bytes of the tensors. */
  static Work work() {
    return Work.bytes((double) Float.BYTES * TENSORS * SIDE * SIDE);
  }
}
