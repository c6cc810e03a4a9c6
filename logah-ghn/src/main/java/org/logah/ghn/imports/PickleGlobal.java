package org.logah.ghn.imports;

import java.util.HashMap;
import java.util.Map;
import org.logah.api.DType;

/** The names a pickle may refer to: all there are. They stand for rules here, never for code. */
sealed interface PickleGlobal {
  /** What {@code torch.FloatStorage} and its like name: an element type. */
  record StorageType(DType dtype) implements PickleGlobal {}

  /** What can be called, each with its one meaning in {@link PickleCalls}. */
  enum Function implements PickleGlobal {
    ORDERED_DICT,
    NAMESPACE,
    REBUILD_TENSOR,
    REBUILD_PARAMETER,
    LOAD_FROM_BYTES,
    SIZE,
    NUMPY_SCALAR,
    NUMPY_DTYPE,
    ENCODE
  }

  /** By module, a space and the name in the module. */
  Map<String, PickleGlobal> TABLE = table();

  private static Map<String, PickleGlobal> table() {
    Map<String, PickleGlobal> table = new HashMap<>();
    table.put("collections OrderedDict", Function.ORDERED_DICT);
    table.put("argparse Namespace", Function.NAMESPACE);
    table.put("torch._utils _rebuild_tensor_v2", Function.REBUILD_TENSOR);
    table.put("torch._utils _rebuild_parameter", Function.REBUILD_PARAMETER);
    table.put("torch.storage _load_from_bytes", Function.LOAD_FROM_BYTES);
    table.put("torch Size", Function.SIZE);
    // The learning rate in the trainers' optimiser state is a NumPy scalar.
    table.put("numpy.core.multiarray scalar", Function.NUMPY_SCALAR);
    table.put("numpy._core.multiarray scalar", Function.NUMPY_SCALAR);
    table.put("numpy dtype", Function.NUMPY_DTYPE);
    table.put("_codecs encode", Function.ENCODE);
    table.put("torch FloatStorage", new StorageType(DType.F32));
    table.put("torch DoubleStorage", new StorageType(DType.F64));
    table.put("torch HalfStorage", new StorageType(DType.F16));
    table.put("torch BFloat16Storage", new StorageType(DType.BF16));
    table.put("torch LongStorage", new StorageType(DType.I64));
    table.put("torch IntStorage", new StorageType(DType.I32));
    table.put("torch ShortStorage", new StorageType(DType.I16));
    table.put("torch CharStorage", new StorageType(DType.I8));
    table.put("torch ByteStorage", new StorageType(DType.U8));
    table.put("torch BoolStorage", new StorageType(DType.BOOL));
    return Map.copyOf(table);
  }
}
