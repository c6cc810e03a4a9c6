package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.Pooling;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Embedding;
import org.logah.api.nn.FeedForward;
import org.logah.api.nn.InitialDistribution.Normal;
import org.logah.api.nn.Layer;
import org.logah.api.nn.LayerNorm;
import org.logah.api.nn.Linear;
import org.logah.api.nn.MultiHeadAttention;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.RmsNorm;
import org.logah.api.nn.StoredParameters;
import org.logah.api.tape.TapeBackend;

/** Gradients of whole networks by LibTorch's own differentiation and by the tape. */
@SuppressWarnings("try")
class TapeAgainstAutogradTest {
  private static final int BATCH = 2;
  private static final int TOKENS = 5;
  private static final int WIDTH = 8;
  private static final int VOCABULARY = 11;
  private static final Normal INITIAL = new Normal(0.4);

  /** Relative to the largest gradient of a parameter. */
  private static final double F32_ERROR = 2e-5;

  private static final double F64_ERROR = 1e-12;

  private final Backend autograd = LibTorchBackend.open(BackendOptions.cpu());
  private final Backend tape = TapeBackend.on(LibTorchBackend.open(BackendOptions.cpu()));

  private interface Loss {
    Tensor of(Parameters parameters, Backend backend);
  }

  /** Gradients of the loss, as doubles, of parameters drawn alike on every backend. */
  private static Map<String, double[]> gradients(
      Backend backend, DType dtype, List<ParameterSpec> specs, Loss loss) {
    Map<String, double[]> found = new LinkedHashMap<>();
    try (Scope scope = backend.openScope()) {
      Map<String, Tensor> variables = new LinkedHashMap<>();
      for (ParameterSpec spec : specs) {
        Tensor values = StoredParameters.draw(spec, backend, 3).cast(dtype);
        variables.put(spec.name(), backend.variable(values));
      }
      Gradients gradients =
          backend.gradients(loss.of(variables::get, backend), List.copyOf(variables.values()));
      variables.forEach(
          (name, variable) ->
              found.put(name, gradients.of(variable).orElseThrow().cast(DType.F64).toDoubles()));
    }
    return found;
  }

  private void compare(DType dtype, List<ParameterSpec> specs, Loss loss) {
    Map<String, double[]> expected = gradients(autograd, dtype, specs, loss);
    Map<String, double[]> actual = gradients(tape, dtype, specs, loss);
    double allowed = dtype == DType.F64 ? F64_ERROR : F32_ERROR;

    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (name, values) -> {
          double largest = 0;
          double worst = 0;
          for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
            worst = Math.max(worst, Math.abs(values[i] - actual.get(name)[i]));
          }
          assertThat(largest).as("largest gradient of %s", name).isPositive();
          assertThat(worst / largest).as("error of %s", name).isLessThanOrEqualTo(allowed);
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void agreeOnATransformer(DType dtype) {
    Embedding table = Embedding.of("table", VOCABULARY, WIDTH, INITIAL);
    Embedding positions = Embedding.of("positions", TOKENS, WIDTH, INITIAL);
    LayerNorm before = LayerNorm.of("before", WIDTH, 1e-5);
    MultiHeadAttention attention =
        new MultiHeadAttention(
            Linear.conv1d("projection", WIDTH, 3 * WIDTH, INITIAL),
            Linear.of("output", WIDTH, WIDTH),
            2,
            true);
    RmsNorm between = RmsNorm.of("between", WIDTH, 1e-6);
    FeedForward feedForward =
        new FeedForward(
            Linear.of("wide", WIDTH, 4 * WIDTH),
            Tensor::geluTanh,
            Linear.of("narrow", 4 * WIDTH, WIDTH));
    List<ParameterSpec> specs =
        Stream.<Layer>of(table, positions, before, attention, between, feedForward)
            .flatMap(layer -> layer.parameters().stream())
            .toList();

    compare(
        dtype,
        specs,
        (parameters, backend) -> {
          Tensor tokens =
              backend.tensor(new long[] {3, 1, 10, 1, 0, 7, 7, 2, 10, 4}, BATCH, TOKENS);
          Tensor targets = backend.tensor(new long[] {1, 10, 1, 0, 5, 7, 2, 10, 4, 6}, 10);
          Tensor place = backend.tensor(new long[] {0, 1, 2, 3, 4}, TOKENS);
          Tensor x = table.forward(parameters, tokens).add(positions.forward(parameters, place));
          x = x.add(attention.forward(parameters, before.forward(parameters, x)));
          x = x.add(feedForward.forward(parameters, between.forward(parameters, x)));
          // The table is used again, as a head.
          Tensor logits = x.linear(parameters.get("table.weight"), null);
          return backend.crossEntropy(logits.reshape(BATCH * TOKENS, VOCABULARY), targets);
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void agreeOnAConvolutionalNetwork(DType dtype) {
    List<ParameterSpec> specs =
        List.of(
            weight("first", 4, 3, 3, 3),
            weight("scale", 4),
            weight("bias", 4),
            weight("depthwise", 8, 1, 3, 3),
            weight("head", 5, 8));
    compare(
        dtype,
        specs,
        (parameters, backend) -> {
          Tensor images =
              StoredParameters.draw(weight("images", BATCH, 3, 9, 8), backend, 5).cast(dtype);
          Tensor x =
              backend.conv2d(images, parameters.get("first"), null, new Convolution(2, 1, 1, 1));
          x = backend.batchNorm(x, parameters.get("scale"), parameters.get("bias"), 1e-5).silu();
          x = backend.maxPool2d(x, new Pooling(2, 1, 1));
          x = backend.conv2d(x, parameters.get("depthwise"), null, new Convolution(1, 2, 2, 4));
          x = backend.averagePool2d(x.relu(), new Pooling(2, 2, 1));
          Tensor logits =
              backend.globalAveragePool(x).linear(parameters.get("head"), null).logSoftmax(1);
          return logits.tile(Shape.of(5, 7)).mul(logits.sum(false, 0).max(true, 0)).mean();
        });
  }

  private static ParameterSpec weight(String name, long... sizes) {
    return new ParameterSpec(name, Shape.of(sizes), ParameterRole.WEIGHT, INITIAL);
  }
}
