package org.logah.api;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A backend that has another one compute. A subclass names itself and overrides the operations that
 * it wants to watch, check or replace, calling {@code super} for the numbers.
 *
 * <p>Every operation goes to the same operation of the other backend, so that its kernels for whole
 * layers are used: {@link #linear} does not come back as a {@link #matmul}. Only {@code tensor} and
 * {@link #scoped} stay here, and arrive as {@link #fromBuffer} and as the operations within.
 *
 * <p>Tensors are this backend's own; each holds one of the other backend and frees it when closed.
 * They do not meet tensors of the other backend in one expression, and belong to scopes that were
 * opened here. The backend may be used from several threads at once if the other one may, and the
 * subclass.
 */
public abstract class ForwardingBackend implements Backend {
  private final Backend target;

  /** Has {@code target} compute, which is closed with this backend. */
  protected ForwardingBackend(Backend target) {
    this.target = target;
  }

  @Override
  public Capabilities capabilities() {
    return target.capabilities();
  }

  @Override
  public Precision precision() {
    return target.precision();
  }

  @Override
  public void close() {
    target.close();
  }

  /** A tensor of an operation of the other backend, which then belongs to nobody but it. */
  private Tensor forwarded(Supplier<Tensor> operation) {
    try (Scope scope = target.openScope()) {
      return new ForwardedTensor(this, scope.release(operation.get()));
    }
  }

  private List<Tensor> forwardedAll(Supplier<List<Tensor>> operation) {
    try (Scope scope = target.openScope()) {
      return operation.get().stream()
          .<Tensor>map(tensor -> new ForwardedTensor(this, scope.release(tensor)))
          .toList();
    }
  }

  private Tensor inner(String operation, Tensor tensor) {
    Operands.require(this, operation, tensor);
    return tensor == null ? null : ((ForwardedTensor) tensor).inner();
  }

  private List<Tensor> inner(String operation, List<Tensor> tensors) {
    return tensors.stream().map(tensor -> inner(operation, tensor)).toList();
  }

  // ---------------------------------------------------------------- making and reading

  @Override
  public Tensor fromBuffer(ByteBuffer data, DType dtype, Shape shape) {
    return forwarded(() -> target.fromBuffer(data, dtype, shape));
  }

  @Override
  public Tensor full(double value, DType dtype, Shape shape) {
    return forwarded(() -> target.full(value, dtype, shape));
  }

  @Override
  public void read(Tensor tensor, Consumer<ByteBuffer> consumer) {
    target.read(inner("read", tensor), consumer);
  }

  @Override
  public Tensor cast(Tensor tensor, DType dtype) {
    return forwarded(() -> target.cast(inner("cast", tensor), dtype));
  }

  // ---------------------------------------------------------------- element by element

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return forwarded(() -> target.add(inner("add", a), inner("add", b)));
  }

  @Override
  public Tensor add(Tensor a, double value) {
    return forwarded(() -> target.add(inner("add", a), value));
  }

  @Override
  public Tensor sub(Tensor a, Tensor b) {
    return forwarded(() -> target.sub(inner("sub", a), inner("sub", b)));
  }

  @Override
  public Tensor mul(Tensor a, Tensor b) {
    return forwarded(() -> target.mul(inner("mul", a), inner("mul", b)));
  }

  @Override
  public Tensor mul(Tensor a, double value) {
    return forwarded(() -> target.mul(inner("mul", a), value));
  }

  @Override
  public Tensor div(Tensor a, Tensor b) {
    return forwarded(() -> target.div(inner("div", a), inner("div", b)));
  }

  @Override
  public Tensor neg(Tensor a) {
    return forwarded(() -> target.neg(inner("neg", a)));
  }

  @Override
  public Tensor abs(Tensor a) {
    return forwarded(() -> target.abs(inner("abs", a)));
  }

  @Override
  public Tensor sqrt(Tensor a) {
    return forwarded(() -> target.sqrt(inner("sqrt", a)));
  }

  @Override
  public Tensor exp(Tensor a) {
    return forwarded(() -> target.exp(inner("exp", a)));
  }

  @Override
  public Tensor log(Tensor a) {
    return forwarded(() -> target.log(inner("log", a)));
  }

  @Override
  public Tensor tanh(Tensor a) {
    return forwarded(() -> target.tanh(inner("tanh", a)));
  }

  @Override
  public Tensor erf(Tensor a) {
    return forwarded(() -> target.erf(inner("erf", a)));
  }

  @Override
  public Tensor sigmoid(Tensor a) {
    return forwarded(() -> target.sigmoid(inner("sigmoid", a)));
  }

  @Override
  public Tensor relu(Tensor a) {
    return forwarded(() -> target.relu(inner("relu", a)));
  }

  @Override
  public Tensor gelu(Tensor a) {
    return forwarded(() -> target.gelu(inner("gelu", a)));
  }

  @Override
  public Tensor geluTanh(Tensor a) {
    return forwarded(() -> target.geluTanh(inner("geluTanh", a)));
  }

  @Override
  public Tensor silu(Tensor a) {
    return forwarded(() -> target.silu(inner("silu", a)));
  }

  @Override
  public Tensor equal(Tensor a, Tensor b) {
    return forwarded(() -> target.equal(inner("equal", a), inner("equal", b)));
  }

  @Override
  public Tensor less(Tensor a, Tensor b) {
    return forwarded(() -> target.less(inner("less", a), inner("less", b)));
  }

  @Override
  public Tensor where(Tensor condition, Tensor a, Tensor b) {
    return forwarded(
        () -> target.where(inner("where", condition), inner("where", a), inner("where", b)));
  }

  // ---------------------------------------------------------------- reductions

  @Override
  public Tensor sum(Tensor a, boolean keep, int... dimensions) {
    return forwarded(() -> target.sum(inner("sum", a), keep, dimensions));
  }

  @Override
  public Tensor mean(Tensor a, boolean keep, int... dimensions) {
    return forwarded(() -> target.mean(inner("mean", a), keep, dimensions));
  }

  @Override
  public Tensor max(Tensor a, boolean keep, int dimension) {
    return forwarded(() -> target.max(inner("max", a), keep, dimension));
  }

  @Override
  public Tensor argmax(Tensor a, int dimension) {
    return forwarded(() -> target.argmax(inner("argmax", a), dimension));
  }

  // ---------------------------------------------------------------- products

  @Override
  public Tensor matmul(Tensor a, Tensor b) {
    return forwarded(() -> target.matmul(inner("matmul", a), inner("matmul", b)));
  }

  // ---------------------------------------------------------------- form

  @Override
  public Tensor reshape(Tensor a, Shape shape) {
    return forwarded(() -> target.reshape(inner("reshape", a), shape));
  }

  @Override
  public Tensor permute(Tensor a, int... dimensions) {
    return forwarded(() -> target.permute(inner("permute", a), dimensions));
  }

  @Override
  public Tensor expand(Tensor a, Shape shape) {
    return forwarded(() -> target.expand(inner("expand", a), shape));
  }

  @Override
  public Tensor slice(Tensor a, int dimension, long start, long end) {
    return forwarded(() -> target.slice(inner("slice", a), dimension, start, end));
  }

  @Override
  public Tensor concat(List<Tensor> parts, int dimension) {
    return forwarded(() -> target.concat(inner("concat", parts), dimension));
  }

  @Override
  public List<Tensor> split(Tensor a, int dimension, long... sizes) {
    return forwardedAll(() -> target.split(inner("split", a), dimension, sizes));
  }

  @Override
  public Tensor tile(Tensor a, Shape shape) {
    return forwarded(() -> target.tile(inner("tile", a), shape));
  }

  // ---------------------------------------------------------------- distributions and losses

  @Override
  public Tensor softmax(Tensor a, int dimension) {
    return forwarded(() -> target.softmax(inner("softmax", a), dimension));
  }

  @Override
  public Tensor logSoftmax(Tensor a, int dimension) {
    return forwarded(() -> target.logSoftmax(inner("logSoftmax", a), dimension));
  }

  @Override
  public Tensor crossEntropy(Tensor logits, Tensor targets) {
    return forwarded(
        () -> target.crossEntropy(inner("crossEntropy", logits), inner("crossEntropy", targets)));
  }

  @Override
  public Tensor linearCrossEntropy(Tensor input, Tensor weight, Tensor bias, Tensor targets) {
    return forwarded(
        () ->
            target.linearCrossEntropy(
                inner("linearCrossEntropy", input),
                inner("linearCrossEntropy", weight),
                inner("linearCrossEntropy", bias),
                inner("linearCrossEntropy", targets)));
  }

  // ---------------------------------------------------------------- layers

  @Override
  public Tensor embedding(Tensor weight, Tensor indices) {
    return forwarded(
        () -> target.embedding(inner("embedding", weight), inner("embedding", indices)));
  }

  @Override
  public Tensor scatterAdd(Tensor values, Tensor indices, long rows) {
    return forwarded(
        () -> target.scatterAdd(inner("scatterAdd", values), inner("scatterAdd", indices), rows));
  }

  @Override
  public Tensor linear(Tensor input, Tensor weight, Tensor bias, LinearLayout layout) {
    return forwarded(
        () ->
            target.linear(
                inner("linear", input), inner("linear", weight), inner("linear", bias), layout));
  }

  @Override
  public Tensor conv2d(Tensor input, Tensor weight, Tensor bias, Convolution convolution) {
    return forwarded(
        () ->
            target.conv2d(
                inner("conv2d", input),
                inner("conv2d", weight),
                inner("conv2d", bias),
                convolution));
  }

  @Override
  public Tensor layerNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    return forwarded(
        () ->
            target.layerNorm(
                inner("layerNorm", input),
                inner("layerNorm", scale),
                inner("layerNorm", bias),
                eps));
  }

  @Override
  public Tensor rmsNorm(Tensor input, Tensor scale, double eps) {
    return forwarded(() -> target.rmsNorm(inner("rmsNorm", input), inner("rmsNorm", scale), eps));
  }

  @Override
  public Tensor batchNorm(Tensor input, Tensor scale, Tensor bias, double eps) {
    return forwarded(
        () ->
            target.batchNorm(
                inner("batchNorm", input),
                inner("batchNorm", scale),
                inner("batchNorm", bias),
                eps));
  }

  @Override
  public Tensor attention(Tensor query, Tensor key, Tensor value, Tensor bias, boolean causal) {
    return forwarded(
        () ->
            target.attention(
                inner("attention", query),
                inner("attention", key),
                inner("attention", value),
                inner("attention", bias),
                causal));
  }

  @Override
  public Tensor rotaryEmbedding(Tensor input, Tensor cosine, Tensor sine) {
    return forwarded(
        () ->
            target.rotaryEmbedding(
                inner("rotaryEmbedding", input),
                inner("rotaryEmbedding", cosine),
                inner("rotaryEmbedding", sine)));
  }

  @Override
  public Tensor maxPool2d(Tensor input, Pooling pooling) {
    return forwarded(() -> target.maxPool2d(inner("maxPool2d", input), pooling));
  }

  @Override
  public Tensor averagePool2d(Tensor input, Pooling pooling) {
    return forwarded(() -> target.averagePool2d(inner("averagePool2d", input), pooling));
  }

  @Override
  public Tensor globalAveragePool(Tensor input) {
    return forwarded(() -> target.globalAveragePool(inner("globalAveragePool", input)));
  }

  // ---------------------------------------------------------------- differentiation

  @Override
  public AdamWStep.Result adamW(
      Tensor parameter, Tensor gradient, AdamWStep.Moments moments, AdamWStep step) {
    List<Tensor> results =
        forwardedAll(
            () -> {
              AdamWStep.Result result =
                  target.adamW(
                      inner("adamW", parameter),
                      inner("adamW", gradient),
                      new AdamWStep.Moments(
                          inner("adamW", moments.mean()), inner("adamW", moments.square())),
                      step);
              return List.of(
                  result.parameter(), result.moments().mean(), result.moments().square());
            });
    return new AdamWStep.Result(
        results.get(0), new AdamWStep.Moments(results.get(1), results.get(2)));
  }

  @Override
  public Tensor variable(Tensor values) {
    return forwarded(() -> target.variable(inner("variable", values)));
  }

  @Override
  public Gradients gradients(Tensor loss, List<Tensor> variables) {
    IdentityHashMap<Tensor, Optional<Tensor>> found = new IdentityHashMap<>();
    try (Scope scope = target.openScope()) {
      Gradients gradients =
          target.gradients(inner("gradients", loss), inner("gradients", variables));
      for (Tensor variable : variables) {
        found.computeIfAbsent(
            variable,
            absent ->
                gradients
                    .of(inner("gradients", variable))
                    .map(gradient -> new ForwardedTensor(this, scope.release(gradient))));
      }
    }
    return variable -> {
      Optional<Tensor> gradient = found.get(variable);
      if (gradient == null) {
        throw new IllegalArgumentException(
            "gradients: %s was not among the variables asked for".formatted(variable));
      }
      return gradient;
    };
  }
}
