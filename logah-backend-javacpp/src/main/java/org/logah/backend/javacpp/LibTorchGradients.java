package org.logah.backend.javacpp;

import static org.logah.backend.javacpp.LibTorchTensor.handle;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.logah.api.Gradients;
import org.logah.api.Tensor;

/** What {@code torch::autograd::grad} found, by variable. */
final class LibTorchGradients implements Gradients {
  private final IdentityHashMap<Tensor, Optional<Tensor>> gradients = new IdentityHashMap<>();

  private LibTorchGradients() {}

  static Gradients of(Tensor loss, List<Tensor> variables) {
    LibTorchGradients result = new LibTorchGradients();
    if (variables.isEmpty() || !handle(loss).requires_grad()) {
      variables.forEach(variable -> result.gradients.put(variable, Optional.empty()));
      return result;
    }
    try (TensorVector outputs = LibTorchForms.vector(List.of(loss));
        TensorVector inputs = LibTorchForms.vector(variables);
        TensorVector ofOnes = new TensorVector();
        TensorVector found =
            NativeCall.run(
                "gradients",
                () -> torch.grad(outputs, inputs, ofOnes, Absent.BOOL, false, true),
                loss)) {
      for (int i = 0; i < variables.size(); i++) {
        Tensor variable = variables.get(i);
        result.gradients.computeIfAbsent(variable, absent -> Optional.empty());
        try (org.bytedeco.pytorch.Tensor gradient = found.get(i)) {
          if (gradient.defined()) {
            // The element dies with the vector, a copy of the handle does not.
            org.bytedeco.pytorch.Tensor kept = new org.bytedeco.pytorch.Tensor(gradient);
            result.gradients.put(
                variable,
                Optional.of(
                    new LibTorchTensor(loss.backend(), variable.shape(), variable.dtype(), kept)));
          }
        }
      }
    }
    return result;
  }

  @Override
  public Optional<Tensor> of(Tensor variable) {
    Optional<Tensor> gradient = gradients.get(variable);
    if (gradient == null) {
      throw new IllegalArgumentException(
          "gradients: %s was not among the variables asked for".formatted(variable));
    }
    return gradient;
  }
}
