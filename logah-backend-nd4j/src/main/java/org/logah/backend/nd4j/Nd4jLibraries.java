package org.logah.backend.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.logah.api.InvalidInputException;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The native libraries of ND4J: which are on the class path, and how they are loaded. */
final class Nd4jLibraries {
  /** One library of each artifact whose natives ND4J needs. */
  private static final List<Required> REQUIRED =
      List.of(
          new Required("org.bytedeco:javacpp", "org/bytedeco/javacpp", "jnijavacpp"),
          new Required("org.bytedeco:openblas", "org/bytedeco/openblas", "jniopenblas_nolapack"),
          new Required(
              "org.nd4j:nd4j-native", "org/nd4j/linalg/cpu/nativecpu/bindings", "jnind4jcpu"));

  /** The processors that ND4J's natives come for, beside the plain ones. */
  private static final List<String> EXTENSIONS =
      List.of("", "-avx2", "-avx512", "-onednn", "-onednn-avx2", "-onednn-avx512");

  private static final String NO_NATIVES_FOR = "macosx-arm64";

  /** ND4J tells at its start what it found, and SLF4J that nobody listens, on standard error. */
  private static final Map<String, String> QUIET =
      Map.of("org.nd4j.log.initialization", "false", "slf4j.internal.verbosity", "ERROR");

  private static boolean loaded;

  private Nd4jLibraries() {}

  private record Required(String artifact, String directory, String library) {
    boolean isMissing() {
      String file = System.mapLibraryName(library);
      return EXTENSIONS.stream()
          .map(extension -> directory + "/" + Loader.getPlatform() + extension + "/" + file)
          .allMatch(path -> Nd4jLibraries.class.getClassLoader().getResource(path) == null);
    }
  }

  /**
   * Loads ND4J once in this process.
   *
   * @throws InvalidInputException if natives are missing on the class path or do not load, saying
   *     which artifact to add
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    // Buffers are freed by their owners, so JavaCPP must not refuse memory by its own estimate, a
    // multiple of the Java heap that a large model exceeds.
    if (System.getProperty("org.bytedeco.javacpp.maxphysicalbytes") == null
        && System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
      System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    }
    requireOnClassPath();
    Map<String, String> own =
        QUIET.entrySet().stream()
            .filter(property -> System.getProperty(property.getKey()) == null)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    own.forEach(System::setProperty);
    try {
      Nd4j.getExecutioner();
    } catch (LinkageError e) {
      throw new InvalidInputException(
          "ND4J does not load (%s); use one version of org.bytedeco:javacpp, openblas and"
                  .formatted(e.getCause() == null ? e : e.getCause())
              + " org.nd4j:nd4j-native, each also with the classifier of this platform",
          e);
    } finally {
      own.keySet().forEach(System::clearProperty);
    }
    loaded = true;
  }

  private static void requireOnClassPath() {
    if (Loader.getPlatform().equals(NO_NATIVES_FOR)) {
      throw new InvalidInputException(
          "ND4J has no native libraries for %s; use LibTorch".formatted(NO_NATIVES_FOR));
    }
    List<String> missing = new ArrayList<>();
    for (Required required : REQUIRED) {
      if (required.isMissing()) {
        missing.add(required.artifact());
      }
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "ND4J's native libraries are not on the class path; add %s with classifier %s"
              .formatted(String.join(", ", missing), Loader.getPlatform()));
    }
  }

  /** ND4J's functions. */
  static NativeOps functions() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }

  /** Sets the threads of one operation for the whole process. */
  static void useThreads(int threads) {
    functions().setOmpNumThreads(threads);
    Nd4j.getEnvironment().setMaxThreads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }
}
