package org.logah.api;

/** How the weight of a linear map is laid out. */
public enum LinearLayout {
  /** {@code [out, in]}, PyTorch's Linear: y = x Wᵀ + b. */
  OUT_IN,
  /** {@code [in, out]}, GPT-2's Conv1D: y = x W + b. */
  IN_OUT
}
