package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.logah.api.Backend;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.StoredParameters;
import org.logah.api.random.RandomStream;
import org.logah.api.reference.ReferenceBackend;
import org.logah.ghn.DecodeShape.Kind;

class DenseDecoderTest {
  private static final int SIDE = 4;

  private final HypernetworkConfig config = SmallHypernetworks.dense();
  private final DenseDecoder decoder = new DenseDecoder(config);
  private final Backend backend = new ReferenceBackend();

  private List<Tensor> decode(List<DecodeShape> shapes) {
    StoredParameters parameters = StoredParameters.initial(decoder.parameters(), backend, 7);
    int hidden = config.hidden();
    Tensor states = backend.tensor(new RandomStream(2, 2).uniforms(2 * hidden), 2, hidden);
    List<DecodeRequest> requests =
        IntStream.range(0, shapes.size())
            .mapToObj(i -> new DecodeRequest(1, shapes.get(i)))
            .toList();
    return decoder
        .decode(parameters, states.cast(parameters.get("decoder.fc.0.bias").dtype()), requests)
        .stream()
        .map(Decoded::values)
        .toList();
  }

  /** As GHN-3 does, whose images are 16 x 16, with the 32 x 32 patches of some transformers. */
  @Property(tries = 20)
  void stretchesTheWholeImageOverLargerKernels(
      @ForAll @IntRange(min = SIDE + 1, max = 11) int height,
      @ForAll @IntRange(min = SIDE + 1, max = 11) int width,
      @ForAll @IntRange(min = 1, max = 20) int out,
      @ForAll @IntRange(min = 1, max = 20) int in) {
    try (Scope scope = backend.openScope()) {
      List<Tensor> decoded =
          decode(
              List.of(
                  new DecodeShape(Kind.WEIGHT, out, in, height, width),
                  new DecodeShape(Kind.WEIGHT, out, in, SIDE, SIDE)));

      Tensor expected = BilinearResize.resize(decoded.get(1), height, width);

      int most = SmallHypernetworks.MAX_WIDTH;
      assertThat(decoded.get(0).shape())
          .isEqualTo(Shape.of(1, Math.min(out, most), Math.min(in, most), height, width));
      assertThat(decoded.get(0).toFloats()).containsExactly(expected.toFloats(), within(1e-6f));
    }
  }

  @Example
  void refusesKernelsThatAreLargerOnOneSide() {
    assertThat(decoder.refusal(new DecodeShape(Kind.WEIGHT, 2, 2, SIDE, SIDE))).isEmpty();
    assertThat(decoder.refusal(new DecodeShape(Kind.WEIGHT, 2, 2, 9, 7))).isEmpty();
    assertThat(decoder.refusal(new DecodeShape(Kind.WEIGHT, 2, 2, 9, 1)))
        .contains(
            "a kernel of 9 x 1 is larger on one side than the 4 decoded, but not on the other");
  }
}
