package org.logah.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * In which type a backend works out the products of {@link DType#F32} operands: {@link
 * Backend#matmul}, {@link Backend#linear}, {@link Backend#conv2d}, those of {@link
 * Backend#linearCrossEntropy} and, where a device is faster so, of {@link Backend#attention}, and
 * their gradients. The mixed ones round operands and results to 16 bits and add up in 32 ("Mixed
 * Precision Training", arXiv 1710.03740, section 3); what goes in and comes out is {@code F32} all
 * the same, and so is all else that is computed: norms, softmax, losses, reductions. Products of
 * {@link DType#F64} are never rounded.
 */
public enum Precision {
  /** In {@link DType#F32}. */
  FULL("full", DType.F32),
  /** In {@link DType#BF16}: the range of F32 with 8 significant bits. */
  MIXED_BF16("bf16", DType.BF16),
  /**
   * In {@link DType#F16}: 11 significant bits, and nothing below 6e-8 or above 65504, so that
   * training needs an {@link org.logah.api.training.LossScale}.
   */
  MIXED_F16("f16", DType.F16);

  private final String label;
  private final DType products;

  Precision(String label, DType products) {
    this.label = label;
    this.products = products;
  }

  /** What users call it: {@code full}, {@code bf16} or {@code f16}. */
  public String label() {
    return label;
  }

  /** The type in which products of {@link DType#F32} operands are worked out. */
  public DType products() {
    return products;
  }

  /** Whether small gradients vanish unless the loss is scaled up. */
  public boolean needsLossScale() {
    return this == MIXED_F16;
  }

  /**
   * The precision of this label.
   *
   * @throws InvalidInputException if there is none, naming those there are
   */
  public static Precision of(String label) {
    return Arrays.stream(values())
        .filter(precision -> precision.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "there is no precision \"%s\"; choose from %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Precision::label)
                                .collect(Collectors.joining(", ")))));
  }
}
