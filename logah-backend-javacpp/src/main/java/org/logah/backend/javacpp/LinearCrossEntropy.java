package org.logah.backend.javacpp;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The mean cross-entropy of a linear classifier, worked out for some rows at a time. Where
 * gradients may be wanted they come with the value, from the same probabilities and in their place:
 * LibTorch would keep the logits of all rows, their logarithms and the gradients of both, which for
 * the 50,257 tokens of GPT-2 takes twice the time.
 */
final class LinearCrossEntropy {
  /** Logits at a time, 64 MiB of 32 bits: fewer would read the weight more often. */
  private static final long LOGITS = 1 << 24;

  /** Of {@code at::Reduction}. */
  private static final long SUM = 2;

  /** Its default, which no target has. */
  private static final long IGNORED_TARGET = -100;

  private final Products products;
  private final Operand input;
  private final Operand weight;
  private final Operand bias;
  private final Tensor targets;
  private final Tensor transposed;
  private final Scalar share;
  private final Scalar one = new Scalar(1.0);
  private final Scalar minusOne = new Scalar(-1.0);

  private LinearCrossEntropy(
      Tensor input, Tensor weight, Tensor bias, Tensor targets, Products products) {
    this.products = products;
    this.input = Operand.of(input, products);
    this.weight = Operand.of(weight, products);
    this.bias = bias == null ? null : Operand.of(bias, products);
    this.targets = targets;
    transposed = this.weight.factor().t();
    share = new Scalar(1.0 / input.size(0));
  }

  /**
   * A tensor.
   *
   * @param factor in the type of products
   * @param gradient where one may be wanted, else {@code null}
   */
  private record Operand(Tensor value, Tensor factor, Tensor gradient) {
    static Operand of(Tensor tensor, Products products) {
      boolean wanted = GradMode.is_enabled() && tensor.requires_grad();
      Tensor factor = products.rounded(tensor.detach());
      return new Operand(tensor, factor, wanted ? torch.zeros_like(tensor) : null);
    }

    boolean isWanted() {
      return gradient != null;
    }

    /** Zero, growing with the tensor as the gradient says. */
    Tensor slope() {
      Tensor product = torch.dot(value.reshape(-1), gradient.reshape(-1));
      return product.sub(product.detach());
    }
  }

  /**
   * The loss, from which LibTorch differentiates once.
   *
   * @param input {@code [n, in]}, n above 0
   * @param bias may be {@code null}
   */
  static Tensor of(Tensor input, Tensor weight, Tensor bias, Tensor targets, Products products) {
    try (PointerScope scope = new PointerScope()) {
      LinearCrossEntropy loss = new LinearCrossEntropy(input, weight, bias, targets, products);
      Tensor result = loss.withSlopes(loss.value());
      // It outlives the scope.
      result.retainReference();
      return result;
    }
  }

  private Tensor value() {
    long rows = input.value().size(0);
    long atOnce = Math.max(1, LOGITS / Math.max(1, weight.value().size(0)));
    try (NoGradGuard none = new NoGradGuard()) {
      Tensor total = weight.value().new_zeros(new long[0]);
      for (long start = 0; start < rows; start += atOnce) {
        add(total, start, Math.min(atOnce, rows - start));
      }
      return total.mul_(share);
    }
  }

  /** Adds the losses of some rows to the total, and what they contribute to the gradients. */
  private void add(Tensor total, long start, long count) {
    try (PointerScope scope = new PointerScope()) {
      Tensor rows = input.factor().narrow(0, start, count);
      Tensor places = targets.narrow(0, start, count);
      Tensor logarithms;
      try (Tensor logits = logits(rows)) {
        logarithms = torch.log_softmax(logits, 1);
      }
      total.add_(torch.nll_loss(logarithms, places, Absent.TENSOR, SUM, IGNORED_TARGET));
      if (!input.isWanted() && !weight.isWanted() && (bias == null || !bias.isWanted())) {
        return;
      }
      Tensor excess = logarithms.exp_();
      Tensor column = places.unsqueeze(1);
      excess.scatter_add_(1, column, excess.new_full(new long[] {count, 1}, minusOne));
      Tensor factor = products.rounded(excess);
      if (input.isWanted()) {
        addProduct(input.gradient().narrow(0, start, count), factor, weight.factor());
      }
      if (weight.isWanted()) {
        addProduct(weight.gradient(), factor.t(), rows);
      }
      if (bias != null && bias.isWanted()) {
        bias.gradient().add_(excess.sum(0), share);
      }
    }
  }

  private Tensor logits(Tensor rows) {
    return products.restored(
        bias == null ? torch.mm(rows, transposed) : torch.addmm(bias.factor(), rows, transposed));
  }

  /** In place, where the product has the type of the sum. */
  private void addProduct(Tensor sum, Tensor a, Tensor b) {
    if (a.scalar_type().intern() == sum.scalar_type().intern()) {
      sum.addmm_(a, b, one, share);
    } else {
      sum.add_(products.restored(torch.mm(a, b)), share);
    }
  }

  private Tensor withSlopes(Tensor value) {
    Tensor result = value;
    for (Operand operand : new Operand[] {input, weight, bias}) {
      if (operand != null && operand.isWanted()) {
        result = result.add(operand.slope());
      }
    }
    return result;
  }
}
