package org.logah.ghn;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.logah.api.Scope;
import org.logah.api.Tensor;

/**
 * Parameters that were decoded together, to be taken one after the other. Owned: closing frees all.
 */
record DecodedBatch(Iterator<PredictedTensor> remaining, List<Tensor> owned)
    implements AutoCloseable {
  /** Takes the tensors out of the scope, and with them what they are views of. */
  static DecodedBatch of(Scope scope, List<PredictedTensor> predicted) {
    List<Tensor> owned = new ArrayList<>();
    List<PredictedTensor> released = new ArrayList<>();
    for (PredictedTensor tensor : predicted) {
      if (tensor instanceof LowRankTensor factors) {
        released.add(
            new LowRankTensor(
                released(scope, factors.a(), owned),
                released(scope, factors.b(), owned),
                factors.kernelHeight(),
                factors.kernelWidth(),
                factors.shape()));
      } else {
        released.add(
            new TiledTensor(released(scope, tensor.tiled().tile(), owned), tensor.shape()));
      }
    }
    return new DecodedBatch(released.iterator(), owned);
  }

  private static Tensor released(Scope scope, Tensor tensor, List<Tensor> owned) {
    Tensor released = scope.release(tensor.reshape(tensor.shape().toArray()));
    owned.add(released);
    return released;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
  }
}
