package example;

import java.util.concurrent.atomic.LongAdder;
import org.logah.api.Backend;
import org.logah.api.Convolution;
import org.logah.api.ForwardingBackend;
import org.logah.api.LinearLayout;
import org.logah.api.Tensor;

/** Has another backend compute, and counts the multiplications of products and layers. */
final class CountingBackend extends ForwardingBackend {
  private final LongAdder multiplications = new LongAdder();

  CountingBackend(Backend target) {
    super(target);
  }

  @Override
  public String name() {
    return "counting";
  }

  long multiplications() {
    return multiplications.sum();
  }

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    return counted(super.matmul(a, b), a.size(-1));
  }

  @Override
  public Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    return counted(super.linear(input, weight, bias, layout), input.size(-1));
  }

  @Override
  public Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    return counted(
        super.conv2d(input, weight, bias, convolution),
        weight.size(1) * weight.size(2) * weight.size(3));
  }

  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    Tensor result = super.attention(query, key, value, bias, causal);
    long scores = query.shape().elements() * key.size(2);
    multiplications.add(scores);
    return counted(result, key.size(2));
  }

  /** Every element of the result is a sum of so many products. */
  private Tensor counted(Tensor result, long products) {
    multiplications.add(result.shape().elements() * products);
    return result;
  }
}
