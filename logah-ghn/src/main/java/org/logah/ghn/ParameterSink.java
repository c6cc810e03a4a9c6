package org.logah.ghn;

import java.io.IOException;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;

/** Takes the parameters of a network one by one, in the network's order. */
@FunctionalInterface
public interface ParameterSink {
  /**
   * Takes one parameter. A sink that throws ends the prediction.
   *
   * @param value of the parameter's shape, open during this call only
   */
  void accept(ParameterSpec spec, Tensor value) throws IOException;
}
