package org.logah.cli.report;

/** Smooths a row of noisy values without shifting it. */
final class Smoothing {
  private Smoothing() {}

  /**
   * The mean of each value and its neighbours, as many on the left as on the right; fewer near the
   * ends, so that a falling curve is not bent there. Values that are no number are left out.
   *
   * @param reach neighbours on each side
   */
  static double[] centred(double[] values, int reach) {
    double[] smooth = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int near = Math.min(reach, Math.min(i, values.length - 1 - i));
      double sum = 0;
      int count = 0;
      for (int j = i - near; j <= i + near; j++) {
        if (Double.isFinite(values[j])) {
          sum += values[j];
          count++;
        }
      }
      smooth[i] = count == 0 ? Double.NaN : sum / count;
    }
    return smooth;
  }

  /** Neighbours that suit a row of so many values; none for a few, which would only be blurred. */
  static int reach(int count) {
    return count < 10 ? 0 : Math.max(2, count / 40);
  }
}
