package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShapeInferenceTest {
  private static final Shape MATRIX = Shape.of(2, 3);

  private static void refuses(ThrowingCallable call, String message) {
    assertThatExceptionOfType(ShapeMismatchException.class)
        .isThrownBy(call)
        .withMessage("%s", message);
  }

  @Test
  void broadcasting() {
    assertThat(ShapeInference.broadcast("add", MATRIX, Shape.of(3))).isEqualTo(MATRIX);
    assertThat(ShapeInference.broadcast("add", Shape.scalar(), MATRIX)).isEqualTo(MATRIX);
    assertThat(ShapeInference.broadcast("add", Shape.of(4, 1, 3), Shape.of(2, 1)))
        .isEqualTo(Shape.of(4, 2, 3));
    assertThat(ShapeInference.broadcast("add", Shape.of(1), Shape.of(0))).isEqualTo(Shape.of(0));
    refuses(
        () -> ShapeInference.broadcast("mul", MATRIX, Shape.of(2)),
        "mul: shapes [2, 3] and [2] do not broadcast");
    refuses(
        () -> ShapeInference.broadcast("mul", Shape.of(0), Shape.of(2)),
        "mul: shapes [0] and [2] do not broadcast");
  }

  @Test
  void reshaping() {
    assertThat(ShapeInference.resolve(MATRIX, 3, -1)).isEqualTo(Shape.of(3, 2));
    assertThat(ShapeInference.resolve(Shape.of(0, 3), -1, 3)).isEqualTo(Shape.of(0, 3));
    refuses(() -> ShapeInference.resolve(MATRIX, 4, -1), "reshape: [2, 3] does not fill [4, -1]");
    refuses(() -> ShapeInference.resolve(MATRIX, 0, -1), "reshape: [2, 3] does not fill [0, -1]");
    refuses(
        () -> ShapeInference.resolve(MATRIX, -1, -1),
        "reshape: more than one size is -1 in [-1, -1]");
    refuses(
        () -> ShapeInference.resolve(MATRIX, 7),
        "reshape: [2, 3] does not have as many elements as [7]");
  }

  @Test
  void permuting() {
    assertThat(ShapeInference.permute(MATRIX, -1, 0)).isEqualTo(Shape.of(3, 2));
    assertThat(ShapeInference.exchanged(Shape.of(2, 3, 4), 0, -1)).containsExactly(2, 1, 0);
    refuses(() -> ShapeInference.permute(MATRIX, 0), "permute: [0] does not order [2, 3]");
    refuses(
        () -> ShapeInference.permute(MATRIX, 0, -2), "permute: [0, -2] names a dimension twice");
  }

  @Test
  void reducing() {
    assertThat(ShapeInference.reduce("sum", MATRIX, false, 0)).isEqualTo(Shape.of(3));
    assertThat(ShapeInference.reduce("sum", MATRIX, true, -1)).isEqualTo(Shape.of(2, 1));
    assertThat(ShapeInference.reduce("sum", MATRIX, false)).isEqualTo(MATRIX);
    assertThat(ShapeInference.reducedElements(MATRIX, 0, 1)).isEqualTo(6);
    refuses(
        () -> ShapeInference.reduce("sum", MATRIX, false, 1, -1),
        "sum: [1, -1] names a dimension twice");
    refuses(
        () -> ShapeInference.reduceNonEmpty("max", Shape.of(2, 0), false, 1),
        "max: dimension 1 of [2, 0] is empty");
  }

  @Test
  void multiplying() {
    assertThat(ShapeInference.matmul(Shape.of(5, 1, 2, 3), Shape.of(4, 3, 6)))
        .isEqualTo(Shape.of(5, 4, 2, 6));
    refuses(
        () -> ShapeInference.matmul(MATRIX, MATRIX),
        "matmul: shapes [2, 3] and [2, 3] do not multiply");
    refuses(
        () -> ShapeInference.matmul(Shape.of(3), Shape.of(3, 2)),
        "matmul: shapes [3] and [3, 2] do not multiply");
    refuses(
        () -> ShapeInference.matmul(Shape.of(2, 1, 3), Shape.of(4, 3, 1)),
        "matmul: shapes [2] and [4] do not broadcast");
  }

  @Test
  void stretchingCuttingAndJoining() {
    assertThat(ShapeInference.expand(Shape.of(3), MATRIX)).isEqualTo(MATRIX);
    refuses(
        () -> ShapeInference.expand(MATRIX, Shape.of(3)), "expand: [2, 3] does not stretch to [3]");
    refuses(
        () -> ShapeInference.expand(MATRIX, Shape.of(1, 3)),
        "expand: [2, 3] does not stretch to [1, 3]");
    assertThat(ShapeInference.slice(MATRIX, -1, 1, 3)).isEqualTo(Shape.of(2, 2));
    refuses(
        () -> ShapeInference.slice(MATRIX, 1, 1, 4),
        "slice: 1 to 4 is not inside dimension 1 of [2, 3]");
    assertThat(ShapeInference.concat(List.of(MATRIX, Shape.of(2, 0)), -1)).isEqualTo(MATRIX);
    refuses(
        () -> ShapeInference.concat(List.of(MATRIX, Shape.of(3, 3)), 1),
        "concat: [2, 3] and [3, 3] do not join along 1");
    refuses(() -> ShapeInference.concat(List.of(), 0), "concat: there is nothing to join");
    assertThat(ShapeInference.tile(MATRIX, Shape.of(5, 1))).isEqualTo(Shape.of(5, 1));
    refuses(() -> ShapeInference.tile(MATRIX, Shape.of(6)), "tile: [2, 3] does not fill [6]");
    refuses(() -> ShapeInference.tile(Shape.of(0), Shape.of(1)), "tile: [0] does not fill [1]");
  }

  @Test
  void lossesAndTables() {
    assertThat(ShapeInference.crossEntropy(MATRIX, Shape.of(2))).isEqualTo(Shape.scalar());
    refuses(
        () -> ShapeInference.crossEntropy(MATRIX, Shape.of(3)),
        "crossEntropy: logits [2, 3] do not fit targets [3]");
    assertThat(ShapeInference.linearCrossEntropy(MATRIX, Shape.of(5, 3), null, Shape.of(2)))
        .isEqualTo(Shape.scalar());
    refuses(
        () -> ShapeInference.linearCrossEntropy(MATRIX, Shape.of(5, 3), Shape.of(2), Shape.of(2)),
        "linearCrossEntropy: input [2, 3], weight [5, 3], bias [2] and targets [2] do not fit");
    assertThat(ShapeInference.embedding(MATRIX, Shape.of(4, 5))).isEqualTo(Shape.of(4, 5, 3));
    refuses(
        () -> ShapeInference.embedding(Shape.of(3), Shape.of(1)),
        "embedding: [3] does not have 2 dimensions");
  }

  @Test
  void affineMapsAndNorms() {
    assertThat(ShapeInference.linear(Shape.of(4, 3), MATRIX, Shape.of(2), LinearLayout.OUT_IN))
        .isEqualTo(Shape.of(4, 2));
    assertThat(ShapeInference.linear(Shape.of(2), MATRIX, null, LinearLayout.IN_OUT))
        .isEqualTo(Shape.of(3));
    refuses(
        () -> ShapeInference.linear(Shape.of(4, 3), MATRIX, null, LinearLayout.IN_OUT),
        "linear: input [4, 3] does not fit weight [2, 3] (IN_OUT)");
    refuses(
        () -> ShapeInference.linear(Shape.of(4, 3), MATRIX, Shape.of(3), LinearLayout.OUT_IN),
        "linear: bias [3] is not [2], as [2, 3] needs");
    refuses(
        () -> ShapeInference.norm("rmsNorm", MATRIX, -1, Shape.of(2), null),
        "rmsNorm: scale [2] is not [3], as [2, 3] needs");
    refuses(
        () -> ShapeInference.norm("layerNorm", MATRIX, -1, Shape.of(3), Shape.of(1)),
        "layerNorm: bias [1] is not [3], as [2, 3] needs");
  }

  @Test
  void windows() {
    Shape image = Shape.of(2, 4, 7, 8);
    assertThat(
            ShapeInference.conv2d(image, Shape.of(6, 2, 3, 3), null, new Convolution(2, 1, 2, 2)))
        .isEqualTo(Shape.of(2, 6, 3, 3));
    refuses(
        () -> ShapeInference.conv2d(image, Shape.of(6, 3, 1, 1), null, Convolution.stride(1)),
        "conv2d: input [2, 4, 7, 8] does not fit weight [6, 3, 1, 1] in 1 groups");
    refuses(
        () -> ShapeInference.conv2d(image, Shape.of(1, 4, 9, 1), null, Convolution.stride(1)),
        "conv2d: a window of 9 does not fit into input [2, 4, 7, 8]");
    assertThat(ShapeInference.pool("maxPool2d", image, new Pooling(3, 2, 1)))
        .isEqualTo(Shape.of(2, 4, 4, 4));
    refuses(
        () -> ShapeInference.pool("maxPool2d", MATRIX, new Pooling(2, 2, 0)),
        "maxPool2d: [2, 3] does not have 4 dimensions");
  }

  @Test
  void attending() {
    Shape query = Shape.of(2, 4, 5, 8);
    Shape key = Shape.of(2, 2, 7, 8);
    Shape value = Shape.of(2, 2, 7, 3);
    assertThat(ShapeInference.attention(query, key, value, Shape.of(5, 7)))
        .isEqualTo(Shape.of(2, 4, 5, 3));
    refuses(
        () -> ShapeInference.attention(query, Shape.of(2, 3, 7, 8), value, null),
        "attention: query [2, 4, 5, 8], key [2, 3, 7, 8] and value [2, 2, 7, 3] do not fit");
    refuses(
        () -> ShapeInference.attention(query, key, value, Shape.of(7, 5)),
        "expand: shapes [7, 5] and [2, 4, 5, 7] do not broadcast");
    refuses(
        () -> ShapeInference.rotaryEmbedding(query, Shape.of(5, 8), Shape.of(5, 4)),
        "rotaryEmbedding: input [2, 4, 5, 8] does not fit cosine [5, 8] and sine [5, 4],"
            + " or its width is odd");
  }
}
