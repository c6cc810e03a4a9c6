package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.ghn.HypernetworkConfig.Family;

/** Evaluating only what a shape reads gives what evaluating everything and slicing gives. */
class LowRankDecoderTest {
  private static final int NODES = 2;
  private static final int RANK = 3;
  private static final int MAX_ROWS = 20;
  private static final int HIDDEN = 8;

  private final LowRankDecoder decoder = decoder(MAX_ROWS);

  private static LowRankDecoder decoder(int maxRows) {
    DecoderConfig.LowRank lowRank = new DecoderConfig.LowRank(RANK, maxRows, false);
    return new LowRankDecoder(
        new HypernetworkConfig(
            Family.VISION, HIDDEN, 1, 2, 10, List.of(16, 16, 4, 4), lowRank, true, true),
        lowRank);
  }

  @Property(tries = 60)
  void cheapEvaluationIsExact(
      @ForAll @IntRange(min = 1, max = 4) int kernelHeight,
      @ForAll @IntRange(min = 1, max = 4) int kernelWidth,
      @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll @IntRange(min = 1, max = 20) int in) {
    DecodeShape shape =
        new DecodeShape(
            DecodeShape.Kind.WEIGHT,
            Math.min(out, MAX_ROWS / kernelHeight),
            Math.min(in, MAX_ROWS / kernelWidth),
            kernelHeight,
            kernelWidth);
    requireExact(decoder, MAX_ROWS, shape, shape);
  }

  /** Rows of A lie in one perceptron row each if the rank divides K, and else in two at times. */
  @Property(tries = 60)
  void cheapEvaluationOfVectorsIsExact(
      @ForAll @IntRange(min = 18, max = 24) int maxRows,
      @ForAll @IntRange(min = 1, max = 9) int length) {
    requireExact(
        decoder(maxRows),
        maxRows,
        DecodeShape.vector(DecodeShape.Kind.VECTOR, length),
        new DecodeShape(DecodeShape.Kind.WEIGHT, 2L * length, 1, 1, 1));
  }

  private static void requireExact(
      LowRankDecoder decoder, int maxRows, DecodeShape asked, DecodeShape shape) {
    try (Backend backend = new ReferenceBackend();
        Scope scope = backend.openScope()) {
      StoredParameters parameters = StoredParameters.initial(decoder.parameters(), backend, 7);
      Tensor states = states(backend);

      List<DecodeRequest> requests =
          LongStream.range(0, NODES).mapToObj(node -> new DecodeRequest(node, asked)).toList();
      List<Tensor> decoded =
          decoder.decode(parameters, states, requests).stream().map(Decoded::values).toList();
      float[] cheap = backend.concat(decoded, 0).toFloats();

      double[] full = everything(maxRows, parameters, states, shape);
      assertThat(cheap).hasSize(full.length);
      for (int i = 0; i < cheap.length; i++) {
        assertThat((double) cheap[i]).isCloseTo(full[i], within(1e-6));
      }
    }
  }

  private static Tensor states(Backend backend) {
    float[] values = new float[NODES * HIDDEN];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    return backend.tensor(values, NODES, HIDDEN);
  }

  /** As published: all 2 r ck values, read again flat, sliced and multiplied element by element. */
  private static double[] everything(
      int maxRows, StoredParameters parameters, Tensor states, DecodeShape shape) {
    Tensor features =
        layer(parameters, "decoder.mlp.fc.2", layer(parameters, "decoder.mlp.fc.0", states));
    Tensor rows = layer(parameters, "decoder.mlp.fc.4", features).reshape(NODES, 2 * RANK, RANK);
    float[] flat =
        rows.linear(parameters.get("decoder.l2.weight"), parameters.get("decoder.l2.bias"))
            .toFloats();
    int out = (int) shape.out();
    int in = (int) shape.in();
    int height = (int) shape.kernelHeight();
    int width = (int) shape.kernelWidth();
    double[] weights = new double[NODES * out * in * height * width];
    int at = 0;
    for (int node = 0; node < NODES; node++) {
      int start = node * 2 * RANK * maxRows;
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
              double sum = 0;
              for (int r = 0; r < RANK; r++) {
                sum +=
                    (double) flat[start + (o * height + y) * RANK + r]
                        * flat[start + (maxRows + i * width + x) * RANK + r];
              }
              weights[at++] = sum;
            }
          }
        }
      }
    }
    return weights;
  }

  private static Tensor layer(StoredParameters parameters, String name, Tensor input) {
    return input.linear(parameters.get(name + ".weight"), parameters.get(name + ".bias")).relu();
  }

  @Test
  void refusesWhatItHasNoRowsFor() {
    assertThat(decoder.refusal(new DecodeShape(DecodeShape.Kind.WEIGHT, 8, 4, 4, 4)))
        .contains("out 8 x kernel height 4 and in 4 x kernel width 4 need K >= 32");
    assertThat(decoder.refusal(DecodeShape.vector(DecodeShape.Kind.VECTOR, 11)))
        .contains("a vector of 11 needs K >= 22");
    assertThat(decoder.refusal(new DecodeShape(DecodeShape.Kind.WEIGHT, 5, 5, 4, 4))).isEmpty();
  }

  @Test
  void holdsThePlaceholdersOfPublishedCheckpoints() {
    assertThat(decoder.parameters())
        .extracting(spec -> spec.name() + spec.shape())
        .contains(
            "decoder.l1.weight" + Shape.of(RANK, RANK),
            "decoder_1d.0.weight" + Shape.of(1, 1),
            "bias_class.1.bias" + Shape.of(1));
  }
}
