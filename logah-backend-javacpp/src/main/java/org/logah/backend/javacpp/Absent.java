package org.logah.backend.javacpp;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;

/** Arguments that are not given, made once. */
final class Absent {
  static final TensorOptional TENSOR = permanent(new TensorOptional());
  static final ScalarTypeOptional TYPE = permanent(new ScalarTypeOptional());
  static final LongOptional LONG = permanent(new LongOptional());
  static final DoubleOptional DOUBLE = permanent(new DoubleOptional());
  static final BoolOptional BOOL = permanent(new BoolOptional());

  private Absent() {}

  private static <P extends Pointer> P permanent(P pointer) {
    pointer.retainReference();
    return pointer;
  }
}
