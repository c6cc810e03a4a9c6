package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.AdamWStep;
import org.logah.api.BackendOptions;
import org.logah.api.Capabilities;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.InvalidInputException;
import org.logah.api.Operands;
import org.logah.api.Precision;
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * The operations on LibTorch, with its kernels for layers and its own differentiation. May be used
 * from several threads at once.
 */
public final class LibTorchBackend extends LibTorchImageLayers {
  private static final Set<DType> COMPUTES = Set.of(DType.F32, DType.F64, DType.I64, DType.BOOL);

  private final Capabilities capabilities;

  private LibTorchBackend(LibTorchDevice device, Precision precision, Capabilities capabilities) {
    super(device, precision);
    this.capabilities = capabilities;
  }

  /**
   * Opens LibTorch on {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}, which is the first
   * CUDA device or else the CPU. The number of threads holds for the whole process, and so does
   * that products are neither rounded to TensorFloat-32 nor added up in less than 32 bits.
   *
   * @throws InvalidInputException if there is no such device, if it does not have the precision, or
   *     if LibTorch's natives are missing
   */
  public static LibTorchBackend open(BackendOptions options) {
    LibTorchLibraries.load();
    Products.accumulateExactly();
    LibTorchDevice device = LibTorchDevice.parse(options.device());
    if (options.threads() > 0) {
      torch.set_num_threads(options.threads());
    }
    LibTorchBackend backend =
        new LibTorchBackend(device, options.precision(), capabilities(device));
    if (options.precision() != Precision.FULL) {
      PrecisionTrial.require(device, backend);
    }
    return backend;
  }

  /** What a backend on this device can do. */
  static Capabilities capabilities(LibTorchDevice device) {
    Set<DType> all = EnumSet.allOf(DType.class);
    Capabilities untried = new Capabilities(COMPUTES, all, true);
    Set<Precision> precisions =
        PrecisionTrial.available(
            device, precision -> new LibTorchBackend(device, precision, untried));
    return new Capabilities(COMPUTES, all, true, precisions);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  /** Passes over memory are what a step costs, so results are worked out where they lie. */
  @Override
  public AdamWStep.Result adamW(
      Tensor parameter, Tensor gradient, AdamWStep.Moments moments, AdamWStep step) {
    Tensor[] operands = {parameter, gradient, moments.mean(), moments.square()};
    Operands.requireFloating(this, "adamW", operands);
    Shape shape = parameter.shape();
    ShapeInference.adamW(shape, gradient.shape(), moments.mean().shape(), moments.square().shape());
    DType dtype = parameter.dtype();
    try (NoGradGuard constant = new NoGradGuard();
        LibTorchUpdate update = new LibTorchUpdate(handle(gradient), step)) {
      Tensor mean =
          call("adamW", shape, dtype, () -> update.mean(handle(moments.mean())), operands);
      Tensor square =
          call("adamW", shape, dtype, () -> update.square(handle(moments.square())), operands);
      Tensor moved =
          call(
              "adamW",
              shape,
              dtype,
              () -> update.parameter(handle(parameter), handle(mean), handle(square)),
              operands);
      return new AdamWStep.Result(moved, new AdamWStep.Moments(mean, square));
    }
  }

  @Override
  public Tensor variable(Tensor values) {
    Operands.requireFloating(this, "variable", values);
    return call(
        "variable",
        values.shape(),
        values.dtype(),
        () -> handle(values).detach().requires_grad_(true),
        values);
  }

  @Override
  public Gradients gradients(Tensor loss, List<Tensor> variables) {
    requireOpen("gradients");
    Operands.requireFloating(this, "gradients", loss);
    Operands.require(this, "gradients", variables.toArray(new Tensor[0]));
    if (loss.shape().elements() != 1) {
      throw new ShapeMismatchException(
          "gradients: the loss has shape %s, not one element".formatted(loss.shape()));
    }
    for (Tensor variable : variables) {
      if (!handle(variable).requires_grad() || !handle(variable).is_leaf()) {
        throw new IllegalArgumentException(
            "gradients: %s was not made by variable".formatted(variable));
      }
    }
    return LibTorchGradients.of(loss, variables);
  }
}
