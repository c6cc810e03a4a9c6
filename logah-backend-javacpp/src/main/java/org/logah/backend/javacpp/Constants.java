package org.logah.backend.javacpp;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.DType;

/**
 * Numbers in operations, as native scalar tensors on the CPU, which every device accepts. LibTorch
 * would make one anew for each call, at the price of another operation.
 */
final class Constants {
  private static final int CAPACITY = 512;
  private static final ConcurrentHashMap<Constant, Tensor> CACHE = new ConcurrentHashMap<>();

  private Constants() {}

  private record Constant(double value, DType dtype) {
    Tensor make() {
      try (Scalar scalar = new Scalar(dtype == DType.F32 ? (float) value : value);
          TensorOptions options = new TensorOptions(LibTorchDevice.scalarType(dtype))) {
        return torch.full(new long[0], scalar, options);
      }
    }

    Tensor makePermanent() {
      Tensor tensor = make();
      tensor.retainReference();
      return tensor;
    }
  }

  /** Applies a function to a number of this type; the function must not keep it. */
  static <T> T with(double value, DType dtype, Function<Tensor, T> function) {
    Constant constant = new Constant(value, dtype);
    Tensor cached = CACHE.get(constant);
    if (cached == null && CACHE.size() < CAPACITY) {
      cached = CACHE.computeIfAbsent(constant, Constant::makePermanent);
    }
    if (cached != null) {
      return function.apply(cached);
    }
    try (Tensor temporary = constant.make()) {
      return function.apply(temporary);
    }
  }
}
