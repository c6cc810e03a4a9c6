package org.logah.bench;

import java.util.Arrays;
import java.util.Map;
import org.logah.api.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Products of two matrices, and of two batches of them. */
public class MatmulBenchmark extends BackendBenchmark {
  /**
   * {@code m x k x n} for {@code [m, k] x [k, n]}, or {@code batch x m x k x n}: squares, the
   * factors of a weight, and both products of GPT-2 Large's attention at 1024 tokens.
   */
  @Param({
    "512x512x512",
    "1024x1024x1024",
    "2048x2048x2048",
    "1280x32x5120",
    "20x1024x64x1024",
    "20x1024x1024x64"
  })
  public String shape;

  private Tensor a;
  private Tensor b;

  @Override
  protected void prepare() {
    long[] sizes = sizes(shape);
    int last = sizes.length - 1;
    long[] left = Arrays.copyOf(sizes, last);
    long[] right = left.clone();
    right[last - 2] = sizes[last - 1];
    right[last - 1] = sizes[last];
    a = random("a", left);
    b = random("b", right);
  }

  /** The product. */
  @Benchmark
  public Tensor multiply() {
    return scoped(() -> a.matmul(b));
  }

  /** Each multiplication comes with an addition. */
  static Work work(Map<String, String> parameters) {
    return Work.operations(
        2.0 * Arrays.stream(sizes(parameters.get("shape"))).reduce(1, Math::multiplyExact));
  }

  /** Whether it is the product of two square matrices, by which machines are compared. */
  static boolean isSquare(Map<String, String> parameters) {
    long[] sizes = sizes(parameters.get("shape"));
    return sizes.length == 3 && sizes[0] == sizes[1] && sizes[1] == sizes[2];
  }

  private static long[] sizes(String shape) {
    return Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
  }
}
