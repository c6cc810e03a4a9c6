package org.logah.backend.nd4j;

import java.util.Arrays;
import org.logah.api.Shape;

/**
 * Two shapes that broadcast, with neighbouring dimensions that stretch alike made one: ND4J is
 * fastest for few dimensions.
 */
final class Broadcasting {
  private final long[] a;
  private final long[] b;
  private final long[] result;

  private Broadcasting(long[] a, long[] b, long[] result) {
    this.a = a;
    this.b = b;
    this.result = result;
  }

  /** The shapes have a result with elements. */
  static Broadcasting of(Shape a, Shape b, Shape result) {
    int rank = result.rank();
    Broadcasting all = new Broadcasting(new long[rank + 1], new long[rank + 1], new long[rank + 1]);
    int count = 0;
    for (int i = rank; i >= 1; i--) {
      long left = i <= a.rank() ? a.size(-i) : 1;
      long right = i <= b.rank() ? b.size(-i) : 1;
      if (left == 1 && right == 1) {
        continue;
      }
      if (count > 0
          && (left == 1) == (all.a[count - 1] == 1)
          && (right == 1) == (all.b[count - 1] == 1)) {
        count--;
        left *= all.a[count];
        right *= all.b[count];
      }
      all.a[count] = left;
      all.b[count] = right;
      all.result[count] = Math.max(left, right);
      count++;
    }
    if (count == 0) {
      return new Broadcasting(new long[] {1}, new long[] {1}, new long[] {1});
    }
    return new Broadcasting(
        Arrays.copyOf(all.a, count), Arrays.copyOf(all.b, count), Arrays.copyOf(all.result, count));
  }

  /** Sizes of the first operand. */
  long[] a() {
    return a;
  }

  /** Sizes of the second operand, as many. */
  long[] b() {
    return b;
  }

  /** Sizes of the result, as many. */
  long[] result() {
    return result;
  }
}
