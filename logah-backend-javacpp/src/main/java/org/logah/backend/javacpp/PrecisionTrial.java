package org.logah.backend.javacpp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/**
 * Small products in a precision, and their gradients: what a device has kernels for depends on its
 * generation and on how LibTorch was built, and nothing tells it but trying.
 */
final class PrecisionTrial {
  /** Every CPU has kernels for all of them, if only slow ones. */
  private static final Set<Precision> OF_CPU = EnumSet.allOf(Precision.class);

  private static final Map<String, Set<Precision>> OF_CUDA = new ConcurrentHashMap<>();
  private static final Shape IMAGES = Shape.of(1, 2, 8, 8);

  private PrecisionTrial() {}

  /** The precisions of a device; on CUDA they are tried once in this process. */
  static Set<Precision> available(
      LibTorchDevice device, Function<Precision, LibTorchBackend> opened) {
    return device.isCpu()
        ? OF_CPU
        : OF_CUDA.computeIfAbsent(device.name(), absent -> tried(opened));
  }

  private static Set<Precision> tried(Function<Precision, LibTorchBackend> opened) {
    Set<Precision> found = EnumSet.of(Precision.FULL);
    for (Precision precision : EnumSet.complementOf(EnumSet.of(Precision.FULL))) {
      if (failures(opened.apply(precision)).isEmpty()) {
        found.add(precision);
      }
    }
    return found;
  }

  /**
   * Makes sure that the backend has the precision it was opened with.
   *
   * @throws InvalidInputException if not, saying for which operations
   */
  static void require(LibTorchDevice device, LibTorchBackend backend) {
    List<String> failures = failures(backend);
    if (!failures.isEmpty()) {
      throw new InvalidInputException(
          "device \"%s\" does not compute in %s (%s); leave the precision at %s"
              .formatted(
                  device.name(),
                  backend.precision().label(),
                  String.join("; ", failures),
                  Precision.FULL.label()));
    }
  }

  private static List<String> failures(LibTorchBackend backend) {
    List<UnaryOperator<Tensor>> products =
        List.of(
            x -> x.matmul(x),
            x -> square(x).linear(square(x), null),
            x -> conv2d(backend, x),
            x -> backend.attention(x, x, x, null, true));
    List<String> failures = new ArrayList<>();
    for (UnaryOperator<Tensor> product : products) {
      try {
        differentiate(backend, product);
      } catch (IllegalStateException | OutOfMemoryError e) {
        // A device whose memory others have filled is still one that is there.
        failures.add(e.getMessage());
      }
    }
    return failures;
  }

  private static Tensor square(Tensor images) {
    return images.slice(1, 0, 1).reshape(8, 8);
  }

  private static Tensor conv2d(Backend backend, Tensor images) {
    Tensor kernel = images.slice(1, 0, 1).slice(2, 0, 4).reshape(1, 2, 4, 4);
    return backend.conv2d(images, kernel, null, Convolution.stride(2));
  }

  private static void differentiate(Backend backend, UnaryOperator<Tensor> product) {
    try (Scope scope = backend.openScope()) {
      Tensor variable = backend.variable(backend.full(1, DType.F32, IMAGES));
      Tensor loss = product.apply(variable).sum();
      // Reading waits for the device, and with it for what it has to say.
      backend.gradients(loss, List.of(variable)).of(variable).orElseThrow().sum().item();
    }
  }
}
