package org.logah.api.training;

import org.logah.api.Tensor;

/**
 * Some examples and what a network should say about them.
 *
 * @param inputs what {@link org.logah.api.nn.Network#forward} takes, batch first
 * @param targets class of each example {@code [batch]}, or of each position {@code [batch,
 *     positions]}, of {@link org.logah.api.DType#I64}
 */
public record Batch(Tensor inputs, Tensor targets) {}
