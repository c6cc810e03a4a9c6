package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.Availability;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Tensor;

/** What only a fresh process can show: loading from an empty cache, and without the natives. */
class ColdStartTest {
  @TempDir private Path cache;

  private record Ended(int code, String output) {}

  private Ended run(Class<?> program, String classPath) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    command.addAll(List.of("-cp", classPath, program.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Ended(process.waitFor(), output);
  }

  private static String classPathWithout(String artifact) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> {
              String file = Path.of(entry).getFileName().toString();
              return !file.matches(artifact + "-[0-9].*-(linux|macosx|windows)-.*\\.jar");
            })
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void multipliesFromAnEmptyCache() throws Exception {
    Ended ended = run(Multiply.class, System.getProperty("java.class.path"));

    assertThat(ended.output()).isEqualTo("[7.0, 10.0, 15.0, 22.0]");
    assertThat(ended.code()).isZero();
  }

  @Test
  void saysWhichNativesAreMissing() throws Exception {
    for (String artifact : List.of("javacpp", "openblas", "pytorch")) {
      Ended ended = run(Ask.class, classPathWithout(artifact));

      assertThat(ended.output())
          .startsWith(
              "false LibTorch's native libraries are not on the class path; add org.bytedeco:"
                  + artifact
                  + " with classifier ")
          .hasLineCount(1);
      assertThat(ended.code()).isZero();
    }
  }

  /** Run in a process of its own. */
  static final class Multiply {
    private Multiply() {}

    public static void main(String[] arguments) {
      try (Backend backend = LibTorchBackend.open(BackendOptions.cpu());
          Tensor matrix = backend.tensor(new float[] {1, 2, 3, 4}, 2, 2);
          Tensor product = matrix.matmul(matrix)) {
        System.out.println(Arrays.toString(product.toFloats()));
      }
    }
  }

  /** Run in a process of its own. */
  static final class Ask {
    private Ask() {}

    public static void main(String[] arguments) {
      Availability availability = new LibTorchProvider().availability();
      System.out.println(availability.available() + " " + availability.reason());
    }
  }
}
