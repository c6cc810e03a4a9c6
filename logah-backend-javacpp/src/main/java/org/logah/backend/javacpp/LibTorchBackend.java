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
import org.logah.api.Shape;
import org.logah.api.ShapeInference;
import org.logah.api.ShapeMismatchException;
import org.logah.api.Tensor;

/**
 * The operations on LibTorch, with its kernels for layers and its own differentiation. May be used
 * from several threads at once.
 */
public final class LibTorchBackend extends LibTorchImageLayers {
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Set.of(DType.F32, DType.F64, DType.I64, DType.BOOL), EnumSet.allOf(DType.class), true);

  private LibTorchBackend(LibTorchDevice device) {
    super(device);
  }

  /**
   * Opens LibTorch on {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}, which is the first
   * CUDA device or else the CPU. The number of threads holds for the whole process.
   *
   * @throws InvalidInputException if there is no such device, or LibTorch's natives are missing
   */
  public static LibTorchBackend open(BackendOptions options) {
    LibTorchLibraries.load();
    LibTorchDevice device = LibTorchDevice.parse(options.device());
    if (options.threads() > 0) {
      torch.set_num_threads(options.threads());
    }
    return new LibTorchBackend(device);
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
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
