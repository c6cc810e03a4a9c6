package org.logah.ghn;

import java.io.IOException;
import org.logah.api.nn.ParameterSpec;

/** Takes the parameters of a network one by one, in the network's order, before they are tiled. */
@FunctionalInterface
public interface PredictionSink {
  /**
   * Takes one parameter. A sink that throws ends the prediction.
   *
   * @param value of the parameter's shape; its tensors are open during this call only
   */
  void accept(ParameterSpec spec, PredictedTensor value) throws IOException;
}
