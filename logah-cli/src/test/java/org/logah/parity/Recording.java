package org.logah.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.safetensors.StoredTensor;
import org.logah.api.safetensors.TensorSource;

/** One recorded prediction: what was asked, and the numbers on the way to the parameters. */
final class Recording implements AutoCloseable {
  private final String name;
  private final JsonNode json;
  private final TensorSource source;

  Recording(String name) throws IOException {
    this.name = name;
    json = Golden.json(name);
    source = TensorSource.open(Golden.path(name + ".safetensors"));
  }

  JsonNode json() {
    return json;
  }

  String hypernetwork() {
    return json.get("ghn").asText();
  }

  List<Network> networks() {
    return GoldenNetworks.of(json);
  }

  boolean has(String tensor) {
    return source.tensors().containsKey(tensor);
  }

  Shape shape(String tensor) {
    return source.tensors().get(tensor).shape();
  }

  float[] floats(String tensor) throws IOException {
    StoredTensor stored = source.tensors().get(tensor);
    float[] values = new float[Math.toIntExact(stored.shape().elements())];
    int[] at = {0};
    source.read(
        tensor,
        bytes -> {
          int count = bytes.remaining() / Float.BYTES;
          bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  long[] longs(String tensor) throws IOException {
    StoredTensor stored = source.tensors().get(tensor);
    long[] values = new long[Math.toIntExact(stored.shape().elements())];
    int[] at = {0};
    source.read(
        tensor,
        bytes -> {
          int count = bytes.remaining() / Long.BYTES;
          bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /** All elements, or the sample of them that was stored, agree with the recorded ones. */
  void assertEqual(String tensor, Tensor actual) throws IOException {
    assertClose(tensor, actual.toFloats());
  }

  /** As {@link #assertEqual}, of all elements. */
  void assertClose(String tensor, float[] actual) throws IOException {
    assertClose(name + " " + tensor, actual, floats(tensor));
  }

  /**
   * Agreement relative to the largest magnitude.
   *
   * @param recorded all elements, or m of n: those at i n / m
   */
  static void assertClose(String what, float[] actual, float[] recorded) {
    assertThat(actual.length).as(what + ", elements").isGreaterThanOrEqualTo(recorded.length);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < recorded.length; i++) {
      int at = (int) ((long) i * actual.length / recorded.length);
      largest = Math.max(largest, Math.abs(recorded[i]));
      worst = Math.max(worst, Math.abs((double) actual[at] - recorded[i]));
    }
    assertThat(worst).as(what).isLessThanOrEqualTo(Golden.TOLERANCE * largest);
  }

  static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
