package org.logah.backend.nd4j;

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
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.logah.api.Availability;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Tensor;

/** What only a fresh process can show: what ND4J prints, and how it fares without its natives. */
@DisabledOnOs(value = OS.MAC, disabledReason = "ND4J has no native libraries for macOS on arm64")
class ColdStartTest {
  private record Ended(int code, String output) {}

  private static Ended run(Class<?> program, String classPath)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath, program.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Ended(process.waitFor(), output);
  }

  private static String classPathWithout(String file) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !Path.of(entry).getFileName().toString().matches(file))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void printsNothingOfItsOwn() throws Exception {
    Ended ended = run(Multiply.class, System.getProperty("java.class.path"));

    assertThat(ended.output()).isEqualTo("[7.0, 10.0, 15.0, 22.0]");
    assertThat(ended.code()).isZero();
  }

  @Test
  void saysWhichNativesAreMissing() throws Exception {
    for (String artifact :
        List.of("org.bytedeco:javacpp", "org.bytedeco:openblas", "org.nd4j:nd4j-native")) {
      String name = artifact.substring(artifact.indexOf(':') + 1);
      Ended ended =
          run(Ask.class, classPathWithout(name + "-[0-9].*-(linux|macosx|windows)-.*\\.jar"));

      assertThat(ended.output())
          .startsWith(
              "false ND4J's native libraries are not on the class path; add "
                  + artifact
                  + " with classifier ")
          .hasLineCount(1);
      assertThat(ended.code()).isZero();
    }
  }

  @Test
  void saysThatItsClassesAreMissing() throws Exception {
    Ended ended = run(Ask.class, classPathWithout("nd4j-api-.*\\.jar"));

    assertThat(ended.output()).startsWith("false ").contains("nd4j").hasLineCount(1);
    assertThat(ended.code()).isZero();
  }

  /** Run in a process of its own. */
  static final class Multiply {
    private Multiply() {}

    public static void main(String[] arguments) {
      try (Backend backend = Nd4jBackend.open(BackendOptions.cpu());
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
      Availability availability = new Nd4jProvider().availability();
      System.out.println(availability.available() + " " + availability.reason());
    }
  }
}
