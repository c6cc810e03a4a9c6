package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.DType;
import org.logah.api.ForwardingBackend;
import org.logah.api.Gradients;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;

/** Differentiation through a backend that forwards; the contract suite tries all else on it. */
class ForwardedGradientsTest {
  private final Backend libTorch = LibTorchBackend.open(BackendOptions.cpu());
  private final Backend forwarding =
      new ForwardingBackend(libTorch) {
        @Override
        public String name() {
          return "forwarding";
        }
      };

  @AfterEach
  void close() {
    forwarding.close();
  }

  private Tensor variable(double value) {
    return forwarding.variable(forwarding.full(value, DType.F64, Shape.of(2)));
  }

  @Test
  void gradientsBelongToTheForwardingBackend() {
    try (Scope scope = forwarding.openScope()) {
      Tensor used = variable(3);
      Tensor unused = variable(1);

      Gradients gradients = forwarding.gradients(used.mul(used).sum(), List.of(used, unused, used));

      Tensor gradient = gradients.of(used).orElseThrow();
      assertThat(gradient.backend()).isSameAs(forwarding);
      assertThat(gradient.add(used).toDoubles()).containsExactly(9, 9);
      assertThat(gradients.of(unused)).isEmpty();
      assertThatThrownBy(() -> gradients.of(variable(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("was not among the variables asked for");
    }
  }

  @Test
  void aScopeOfTheBackendUnderneathDoesNotTakeThemWithIt() {
    try (Scope scope = forwarding.openScope()) {
      Tensor gradient;
      try (Scope underneath = libTorch.openScope()) {
        Tensor variable = variable(3);
        gradient =
            forwarding
                .gradients(variable.mul(variable).sum(), List.of(variable))
                .of(variable)
                .orElseThrow();
      }

      assertThat(gradient.toDoubles()).containsExactly(6, 6);
    }
  }
}
