package org.logah.models.data;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** What a batch holds. */
public final class Values {
  private Values() {}

  public static float[] inputs(HostBatch batch) {
    FloatBuffer buffer = batch.inputs().asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  public static long[] tokens(HostBatch batch) {
    return longs(batch.inputs().asLongBuffer());
  }

  public static long[] targets(HostBatch batch) {
    return longs(batch.targets().asLongBuffer());
  }

  private static long[] longs(LongBuffer buffer) {
    long[] values = new long[buffer.remaining()];
    buffer.get(values);
    return values;
  }
}
