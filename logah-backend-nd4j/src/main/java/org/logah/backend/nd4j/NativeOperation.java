package org.logah.backend.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.buffer.BaseCpuDataBuffer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * A call of one of ND4J's operations by its name. ND4J's own executioner leaves the native context
 * of each call to the garbage collector; here it goes with the call.
 */
final class NativeOperation {
  private static final Map<String, Long> HASHES = new ConcurrentHashMap<>();

  private final String name;
  private final List<INDArray> inputs = new ArrayList<>();
  private long[] integers = {};
  private double[] reals = {};
  private boolean[] booleans = {};

  private NativeOperation(String name) {
    this.name = name;
  }

  static NativeOperation of(String name, INDArray... inputs) {
    NativeOperation operation = new NativeOperation(name);
    operation.inputs.addAll(List.of(inputs));
    return operation;
  }

  NativeOperation integers(long... values) {
    integers = values;
    return this;
  }

  NativeOperation reals(double... values) {
    reals = values;
    return this;
  }

  NativeOperation booleans(boolean... values) {
    booleans = values;
    return this;
  }

  /** Computes into the elements of an array that lies row-major. */
  void into(INDArray output) {
    NativeOps functions = Nd4jLibraries.functions();
    OpaqueContext context = functions.createGraphContext(1);
    try (LongPointer integerArguments = new LongPointer(integers);
        DoublePointer realArguments = new DoublePointer(reals);
        BooleanPointer booleanArguments = new BooleanPointer(booleans)) {
      // The shapes are inferred and right already.
      functions.ctxShapeFunctionOverride(context, true);
      for (int i = 0; i < inputs.size(); i++) {
        INDArray input = inputs.get(i);
        functions.setGraphContextInputBuffer(
            context, i, opaque(input), input.shapeInfoDataBuffer().addressPointer(), null);
      }
      functions.setGraphContextOutputBuffer(
          context, 0, opaque(output), output.shapeInfoDataBuffer().addressPointer(), null);
      functions.setGraphContextIArguments(context, integerArguments, integers.length);
      functions.setGraphContextTArguments(context, realArguments, reals.length);
      functions.setGraphContextBArguments(context, booleanArguments, booleans.length);
      if (functions.execCustomOp2(null, hash(name), context) != 0) {
        throw new IllegalStateException(functions.lastErrorMessage());
      }
    } finally {
      functions.deleteGraphContext(context);
    }
  }

  private static OpaqueDataBuffer opaque(INDArray array) {
    return ((BaseCpuDataBuffer) array.data()).getOpaqueDataBuffer();
  }

  private static long hash(String name) {
    return HASHES.computeIfAbsent(
        name, absent -> Nd4j.getExecutioner().getCustomOperations().get(absent).getHash());
  }
}
