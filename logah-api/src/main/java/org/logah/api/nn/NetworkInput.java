package org.logah.api.nn;

import org.logah.api.DType;
import org.logah.api.Shape;

/** The form of an input that a network's forward pass takes. */
public record NetworkInput(DType dtype, Shape shape) {}
