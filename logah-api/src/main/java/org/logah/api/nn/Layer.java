package org.logah.api.nn;

import java.util.List;
import org.logah.api.Tensor;

/** A part of a network that names its own parameters and maps one tensor to another. */
public interface Layer {
  /** Its parameters, in the order of files. */
  List<ParameterSpec> parameters();

  Tensor forward(Parameters parameters, Tensor input);
}
