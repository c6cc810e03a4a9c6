package org.logah.backend.javacpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;
import org.logah.api.Buffers;
import org.logah.api.Convolution;
import org.logah.api.DType;
import org.logah.api.Gradients;
import org.logah.api.LinearLayout;
import org.logah.api.Precision;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.random.RandomStream;
import org.logah.api.tape.TapeBackend;
import org.logah.api.training.AdamW;
import org.logah.api.training.LossScale;
import org.logah.api.training.Optimiser;

/** What mixed precision changes and what not; the contract suite tries every shape in it. */
@SuppressWarnings("try")
class MixedPrecisionTest {
  private final Backend full = LibTorchBackend.open(BackendOptions.cpu());

  private static Backend open(Precision precision) {
    return LibTorchBackend.open(BackendOptions.cpu().withPrecision(precision));
  }

  /** The same values on every backend, {@code [2, 3, 5, 16]}. */
  private static Tensor input(Backend backend, DType dtype) {
    float[] values = new InitialDistribution.Uniform(1).draw(RandomStream.named(0, "input"), 480);
    return backend.fromBuffer(Buffers.of(values), DType.F32, Shape.of(2, 3, 5, 16)).cast(dtype);
  }

  private static Map<String, Tensor> products(Backend backend, Tensor x) {
    Tensor rows = x.reshape(30, 16);
    Tensor bias = rows.slice(1, 0, 1).reshape(30);
    Map<String, Tensor> results = new LinkedHashMap<>();
    results.put("matmul", x.matmul(x.transpose(2, 3)));
    results.put("linear", backend.linear(x, rows, bias, LinearLayout.OUT_IN));
    results.put(
        "linear of Conv1D", backend.linear(x, rows.transpose(0, 1), null, LinearLayout.IN_OUT));
    results.put("conv2d", backend.conv2d(x, x.slice(2, 0, 3), null, Convolution.stride(1)));
    return results;
  }

  private static Tensor targets(Backend backend) {
    return backend.tensor(IntStream.range(0, 30).mapToLong(i -> i % 16).toArray(), 30);
  }

  private static Tensor linearCrossEntropy(Backend backend, Tensor x) {
    Tensor rows = x.reshape(30, 16);
    Tensor bias = rows.slice(1, 0, 1).reshape(30);
    return backend.linearCrossEntropy(rows, rows, bias, targets(backend));
  }

  private static Map<String, Tensor> others(Backend backend, Tensor x) {
    Tensor rows = x.reshape(30, 16);
    Tensor vector = rows.slice(0, 0, 1).reshape(16);
    Map<String, Tensor> results = new LinkedHashMap<>();
    results.put("mul", x.mul(x));
    results.put("sum", x.sum(false, 0, 3));
    results.put("softmax", x.softmax(3));
    results.put("logSoftmax", x.logSoftmax(1));
    results.put("gelu", x.gelu());
    results.put("layerNorm", backend.layerNorm(x, vector, vector, 1e-5));
    results.put("rmsNorm", backend.rmsNorm(x, vector, 1e-5));
    results.put(
        "batchNorm", backend.batchNorm(x, x.mean(false, 0, 2, 3), x.mean(false, 0, 2, 3), 1));
    results.put("crossEntropy", backend.crossEntropy(rows, targets(backend)));
    // On a CPU these are not rounded.
    results.put("attention", backend.attention(x, x, x, null, true));
    results.put("attention with bias", backend.attention(x, x, x, x.slice(3, 0, 5), false));
    return results;
  }

  private static double largest(Tensor tensor) {
    return tensor.reshape(-1).abs().max(false, 0).item();
  }

  private static double largestDifference(Tensor a, Tensor b) {
    double[] left = a.cast(DType.F64).toDoubles();
    double[] right = b.cast(DType.F64).toDoubles();
    return IntStream.range(0, left.length)
        .mapToDouble(i -> Math.abs(left[i] - right[i]))
        .max()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FULL")
  void roundsProductsAndGivesF32Back(Precision precision) {
    try (Backend mixed = open(precision);
        Scope fullScope = full.openScope();
        Scope mixedScope = mixed.openScope()) {
      Map<String, Tensor> expected = products(full, input(full, DType.F32));

      products(mixed, input(mixed, DType.F32))
          .forEach(
              (name, actual) -> {
                assertThat(actual.dtype()).as(name).isEqualTo(DType.F32);
                double unit = precision == Precision.MIXED_BF16 ? 0x1p-8 : 0x1p-11;
                Tensor wanted = expected.get(name);
                assertThat(largestDifference(wanted, actual) / largest(wanted))
                    .as(name)
                    .isBetween(unit / 10, 2 * unit);
                Tensor rounded = actual.cast(precision.products()).cast(DType.F32);
                assertThat(rounded.toFloats()).as(name).isEqualTo(actual.toFloats());
              });
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FULL")
  void leavesAllElseAlone(Precision precision) {
    try (Backend mixed = open(precision);
        Scope fullScope = full.openScope();
        Scope mixedScope = mixed.openScope()) {
      Map<String, Tensor> expected = others(full, input(full, DType.F32));
      others(mixed, input(mixed, DType.F32))
          .forEach(
              (name, actual) ->
                  assertThat(actual.toFloats()).as(name).isEqualTo(expected.get(name).toFloats()));
      Map<String, Tensor> doubles = products(full, input(full, DType.F64));
      products(mixed, input(mixed, DType.F64))
          .forEach(
              (name, actual) ->
                  assertThat(actual.toDoubles()).as(name).isEqualTo(doubles.get(name).toDoubles()));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FULL")
  void takesTheCrossEntropyOfRoundedLogits(Precision precision) {
    try (Backend mixed = open(precision);
        Scope scope = mixed.openScope()) {
      Tensor x = input(mixed, DType.F32);
      Tensor logits = products(mixed, x).get("linear").reshape(30, 30);

      double found = linearCrossEntropy(mixed, x).item();

      double expected = mixed.crossEntropy(logits, targets(mixed)).item();
      assertThat(found).isCloseTo(expected, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FULL")
  void addsUpInF32(Precision precision) {
    try (Backend mixed = open(precision);
        Scope scope = mixed.openScope()) {
      // Added up in BF16 ones come to 256, in F16 to 2048.
      Tensor ones = mixed.full(1, DType.F32, Shape.of(3, 4096));

      assertThat(ones.matmul(ones.transpose(0, 1)).toFloats()).containsOnly(4096);
    }
  }

  /** Each from a graph of its own, as a graph is differentiated once. */
  private static Map<String, Tensor> gradients(Backend backend) {
    Tensor x = backend.variable(input(backend, DType.F32));
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (String name : products(backend, x).keySet()) {
      Tensor result = products(backend, x).get(name);
      found.put(name, gradient(result.mul(result).mean(), x));
    }
    found.put("linearCrossEntropy", gradient(linearCrossEntropy(backend, x), x));
    return found;
  }

  private static Tensor gradient(Tensor loss, Tensor variable) {
    return loss.backend().gradients(loss, List.of(variable)).of(variable).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FULL")
  void differentiatesByItselfAndOnTheTape(Precision precision) {
    try (Backend mixed = open(precision);
        Backend tape = TapeBackend.on(open(precision));
        Scope fullScope = full.openScope();
        Scope mixedScope = mixed.openScope();
        Scope tapeScope = tape.openScope()) {
      assertThat(tape.precision()).isEqualTo(precision);
      double error = precision == Precision.MIXED_BF16 ? 0.02 : 0.0025;
      Map<String, Tensor> expected = gradients(full);
      for (Backend backend : List.of(mixed, tape)) {
        gradients(backend)
            .forEach(
                (name, actual) -> {
                  Tensor wanted = expected.get(name);
                  assertThat(actual.dtype()).as(name).isEqualTo(DType.F32);
                  assertThat(largestDifference(wanted, actual) / largest(wanted))
                      .as("%s on %s", name, backend.name())
                      .isBetween(error / 1e4, error);
                });
      }
    }
  }

  @Test
  void overflowInF16SkipsAStepAndALowerScaleDoesNot() {
    try (Backend mixed = open(Precision.MIXED_F16);
        Scope scope = mixed.openScope()) {
      LossScale scale = LossScale.initial();
      Map<String, Tensor> weight = new LinkedHashMap<>();
      try (Scope none = mixed.openScope()) {
        weight.put("weight", none.release(mixed.full(1, DType.F32, Shape.of(1, 1))));
      }
      int skipped = 0;
      try (Optimiser optimiser = Optimiser.begin(weight, AdamW.LOGAH)) {
        Optimiser.Step step = step(mixed, optimiser, scale);
        while (!step.applied()) {
          skipped++;
          scale = scale.next(false);
          step = step(mixed, optimiser, scale);
        }
        assertThat(skipped).isEqualTo(3);
        assertThat(step.gradientNorm()).isEqualTo(4);
      }
    }
  }

  /** Gradients of 4, of which 65536 / 4 times as much is the most that F16 holds. */
  private static Optimiser.Step step(Backend backend, Optimiser optimiser, LossScale scale) {
    Map<String, Tensor> variables = optimiser.variables();
    Tensor weight = variables.get("weight");
    Tensor loss = backend.full(4, DType.F32, Shape.of(1, 1)).matmul(weight).sum();
    Gradients found = backend.gradients(scale.scaled(loss), List.of(weight));
    return optimiser.step(found.byName(variables), 1e-3, scale.factor());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "FULL")
  void leavesNoNativeObjectsBehind(Precision precision) {
    try (Backend mixed = open(precision)) {
      long before = 0;
      for (int round = 0; round < 2; round++) {
        before = Pointer.totalCount();
        try (Scope scope = mixed.openScope()) {
          gradients(mixed);
        }
      }

      assertThat(Pointer.totalCount()).isEqualTo(before);
    }
  }

  @Test
  void isToldAsData() {
    assertThat(full.precision()).isEqualTo(Precision.FULL);
    assertThat(full.name()).isEqualTo("libtorch (cpu)");
    assertThat(full.capabilities().precisions()).containsExactlyInAnyOrder(Precision.values());
    assertThat(new LibTorchProvider().devices().get("cpu")).isEqualTo(full.capabilities());
    try (Backend mixed = open(Precision.MIXED_BF16)) {
      assertThat(mixed.precision()).isEqualTo(Precision.MIXED_BF16);
      assertThat(mixed.name()).isEqualTo("libtorch (cpu, bf16)");
      assertThat(mixed.capabilities()).isEqualTo(full.capabilities());
    }
  }

  @Test
  void nothingIsRoundedToTensorFloat32() {
    torch.globalContext().setAllowTF32CuDNN(true);
    torch.globalContext().setAllowTF32CuBLAS(true);

    LibTorchBackend.open(BackendOptions.cpu()).close();

    assertThat(torch.globalContext().allowTF32CuDNN()).isFalse();
    assertThat(torch.globalContext().allowTF32CuBLAS()).isFalse();
  }
}
