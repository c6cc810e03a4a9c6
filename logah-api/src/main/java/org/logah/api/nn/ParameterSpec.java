package org.logah.api.nn;

import org.logah.api.Shape;

/**
 * One parameter of a network.
 *
 * @param name unique in its network, as the software that loads it names it
 * @param shape its shape
 * @param role what it does
 * @param initial its distribution in a network that nobody predicted for
 */
public record ParameterSpec(
    String name, Shape shape, ParameterRole role, InitialDistribution initial) {}
