package org.logah.backend.javacpp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.InvalidInputException;

/** The native libraries of LibTorch: which are on the class path, and how they are loaded. */
final class LibTorchLibraries {
  private static final String ROOT = "org/bytedeco/";

  /** One library of each artifact whose natives LibTorch needs. */
  private static final List<Required> REQUIRED =
      List.of(
          new Required("javacpp", "jnijavacpp"),
          new Required("openblas", "jniopenblas_nolapack"),
          new Required("pytorch", "jnitorch"));

  /** In the order of their dependencies. */
  private static final List<String> TORCH =
      List.of("c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch");

  private static final List<String> OPENMP =
      List.of("libgomp.so.1", "libomp.dylib", "libiomp5.dylib", "libiomp5md.dll");

  /** The platform's name as JavaCPP writes it, plain or with an extension for CUDA. */
  private static final List<String> EXTENSIONS = List.of("-gpu", "");

  private static boolean loaded;

  private LibTorchLibraries() {}

  private record Required(String artifact, String library) {}

  /**
   * Loads LibTorch once in this process.
   *
   * @throws InvalidInputException if natives are missing on the class path or do not load, saying
   *     which artifact to add
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    // Tensors are freed by their owners, so JavaCPP must not refuse memory by its own estimate, a
    // multiple of the Java heap that a large model exceeds.
    if (System.getProperty("org.bytedeco.javacpp.maxphysicalbytes") == null
        && System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
      System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    }
    try {
      requireOnClassPath();
      extract();
      Loader.load(torch.class);
    } catch (LinkageError e) {
      throw new InvalidInputException(
          "LibTorch does not load (%s); use one version of org.bytedeco:javacpp, openblas and"
                  .formatted(e.getMessage())
              + " pytorch, each also with the classifier of this platform",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("LibTorch's libraries could not be extracted", e);
    }
    loaded = true;
  }

  private static void requireOnClassPath() {
    List<String> missing = new ArrayList<>();
    for (Required required : REQUIRED) {
      if (find(required.artifact(), System.mapLibraryName(required.library())) == null) {
        missing.add("org.bytedeco:" + required.artifact());
      }
    }
    if (!missing.isEmpty()) {
      throw new InvalidInputException(
          "LibTorch's native libraries are not on the class path; add %s with classifier %s"
              .formatted(String.join(", ", missing), Loader.getPlatform()));
    }
  }

  /**
   * Unpacks all of LibTorch before any of it is loaded: JavaCPP otherwise opens libtorch before it
   * has unpacked what that needs, and the system's loader may then find another LibTorch.
   */
  private static void extract() throws IOException {
    List<String> files = new ArrayList<>(OPENMP);
    TORCH.forEach(library -> files.add(System.mapLibraryName(library)));
    for (String file : files) {
      String resource = find("pytorch", file);
      if (resource != null) {
        Loader.cacheResource("/" + resource);
      }
    }
  }

  private static String find(String artifact, String file) {
    for (String extension : EXTENSIONS) {
      String resource = ROOT + artifact + "/" + Loader.getPlatform() + extension + "/" + file;
      if (LibTorchLibraries.class.getClassLoader().getResource(resource) != null) {
        return resource;
      }
    }
    return null;
  }
}
