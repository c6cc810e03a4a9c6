package org.logah.backend.javacpp;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.AdamWStep;

/**
 * The arithmetic of one step of AdamW on one parameter. What LibTorch changes in place it returns
 * as the same Java object, so that is not closed.
 */
final class LibTorchUpdate implements AutoCloseable {
  private final AdamWStep step;
  private final Tensor gradient;

  LibTorchUpdate(Tensor gradient, AdamWStep step) {
    this.step = step;
    try (Scalar scale = new Scalar(step.gradientScale())) {
      this.gradient = step.gradientScale() == 1 ? new Tensor(gradient) : torch.mul(gradient, scale);
    }
  }

  Tensor mean(Tensor before) {
    try (Scalar share = new Scalar(1 - step.beta1())) {
      return torch.lerp(before, gradient, share);
    }
  }

  Tensor square(Tensor before) {
    try (Scalar kept = new Scalar(step.beta2());
        Scalar share = new Scalar(1 - step.beta2())) {
      Tensor result = torch.mul(before, kept);
      result.addcmul_(gradient, gradient, share);
      return result;
    }
  }

  Tensor parameter(Tensor before, Tensor mean, Tensor square) {
    try (Scalar correction = new Scalar(step.squareCorrection());
        Scalar epsilon = new Scalar(step.epsilon());
        Scalar kept = new Scalar(1 - step.learningRate() * step.weightDecay());
        Scalar move = new Scalar(-step.stepSize());
        Tensor deviation = torch.sqrt(square)) {
      deviation.div_(correction);
      deviation.add_(epsilon);
      Tensor result = torch.mul(before, kept);
      result.addcdiv_(mean, deviation, move);
      return result;
    }
  }

  @Override
  public void close() {
    gradient.close();
  }
}
