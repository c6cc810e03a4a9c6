package org.logah.backend.nd4j;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.logah.api.BackendOptions;
import org.logah.api.Capabilities;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.InvalidInputException;
import org.logah.api.Precision;
import org.logah.api.Tensor;

/** The operations on ND4J's CPU kernels. May be used from several threads at once. */
public final class Nd4jBackend extends Nd4jImageLayers {
  static final Capabilities CAPABILITIES =
      new Capabilities(
          Set.of(DType.F32, DType.F64, DType.I64, DType.BOOL), EnumSet.allOf(DType.class), false);

  private static final String NO_GRADIENTS =
      "ND4J does not differentiate; record the operations on a tape above it";

  private Nd4jBackend() {}

  /**
   * Opens ND4J on {@code cpu}, which {@code auto} is too. The number of threads holds for the whole
   * process.
   *
   * @throws InvalidInputException if there is no such device, if mixed precision is asked for,
   *     which ND4J does not have, or if its natives are missing
   */
  public static Nd4jBackend open(BackendOptions options) {
    if (!options.device().equals("cpu") && !options.device().equals("auto")) {
      throw new InvalidInputException(
          "device \"%s\" is not one of cpu and auto, where ND4J computes"
              .formatted(options.device()));
    }
    if (options.precision() != Precision.FULL) {
      throw new InvalidInputException(
          "ND4J computes in full precision only, not in %s; leave the precision at %s, or choose"
                  .formatted(options.precision().label(), Precision.FULL.label())
              + " the backend libtorch");
    }
    Nd4jLibraries.load();
    if (options.threads() > 0) {
      Nd4jLibraries.useThreads(options.threads());
    }
    return new Nd4jBackend();
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Tensor variable(Tensor values) {
    throw new UnsupportedOperationException("variable: " + NO_GRADIENTS);
  }

  @Override
  public Gradients gradients(Tensor loss, List<Tensor> variables) {
    throw new UnsupportedOperationException("gradients: " + NO_GRADIENTS);
  }
}
