package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import java.util.function.Function;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.logah.api.Precision;

/**
 * The type in which products are worked out. Casts around each of them do what LibTorch's autocast
 * does to the same operations, but hold no state of the thread: autocast would also choose the type
 * of losses, and keep copies of weights until it is left.
 */
final class Products {
  private final Precision precision;

  Products(Precision precision) {
    this.precision = precision;
  }

  Precision precision() {
    return precision;
  }

  /** Whether products with this operand are rounded. */
  boolean round(org.logah.api.Tensor operand) {
    return rounds(handle(operand));
  }

  private boolean rounds(Tensor operand) {
    return precision != Precision.FULL && operand.scalar_type().intern() == ScalarType.Float;
  }

  /**
   * A product, differentiable, in the type of its operands.
   *
   * @param operands of one type; those may be {@code null} that {@code product} takes as absent
   * @param product gets their handles, cast where the precision says so, and must not keep them
   */
  Tensor of(Function<Tensor[], Tensor> product, org.logah.api.Tensor... operands) {
    Tensor[] handles = new Tensor[operands.length];
    if (!round(operands[0])) {
      for (int i = 0; i < operands.length; i++) {
        handles[i] = operands[i] == null ? null : handle(operands[i]);
      }
      return product.apply(handles);
    }
    ScalarType type = LibTorchDevice.scalarType(precision.products());
    try {
      for (int i = 0; i < operands.length; i++) {
        handles[i] = operands[i] == null ? null : handle(operands[i]).to(type);
      }
      try (Tensor result = product.apply(handles)) {
        return result.to(ScalarType.Float);
      }
    } finally {
      for (Tensor handle : handles) {
        if (handle != null) {
          handle.close();
        }
      }
    }
  }

  /** An operand of a product in the product's type: a new handle, or its own. */
  Tensor rounded(Tensor operand) {
    return rounds(operand) ? operand.to(LibTorchDevice.scalarType(precision.products())) : operand;
  }

  /** A product of {@link #rounded} operands in the type that they had: a new handle, or its own. */
  Tensor restored(Tensor product) {
    boolean rounded =
        precision != Precision.FULL
            && product.scalar_type().intern() == LibTorchDevice.scalarType(precision.products());
    return rounded ? product.to(ScalarType.Float) : product;
  }

  /**
   * Has LibTorch add up in 32 bits, and round nothing of F32 to TensorFloat-32's 11 bits, which its
   * convolutions on CUDA do unless told otherwise. This holds for the whole process.
   */
  static void accumulateExactly() {
    Context context = torch.globalContext();
    context.setAllowTF32CuDNN(false);
    context.setAllowTF32CuBLAS(false);
    context.setAllowFP16ReductionCuBLAS(false);
    context.setAllowBF16ReductionCuBLAS(false);
    context.setAllowFP16ReductionCPU(false);
  }
}
