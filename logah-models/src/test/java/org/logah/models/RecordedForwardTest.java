package org.logah.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.reference.ReferenceBackend;

/** The logits agree with those of the networks whose names the models carry. */
class RecordedForwardTest {
  private static final Offset<Double> TOLERANCE = Offset.offset(1e-5);

  private final Backend backend = new ReferenceBackend();

  private static FloatBuffer recording(String file) throws IOException {
    try (InputStream in = RecordedForwardTest.class.getResourceAsStream(file)) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
  }

  private static double[] next(FloatBuffer recording, long elements) {
    double[] values = new double[Math.toIntExact(elements)];
    for (int i = 0; i < values.length; i++) {
      values[i] = recording.get();
    }
    return values;
  }

  private Map<String, Tensor> parameters(FloatBuffer recording, Network network) {
    Map<String, Tensor> tensors = new HashMap<>();
    for (ParameterSpec spec : network.parameters()) {
      double[] values = next(recording, spec.shape().elements());
      tensors.put(spec.name(), backend.tensor(values, spec.shape().toArray()));
    }
    return tensors;
  }

  private void requireRecordedLogits(ModelConfig config, String file, Shape input, Shape logits)
      throws IOException {
    FloatBuffer recording = recording(file);
    Network network = config.network();
    Map<String, Tensor> tensors = parameters(recording, network);
    boolean language = network.exampleInput().dtype() == DType.I64;
    Tensor given = backend.tensor(next(recording, input.elements()), input.toArray());
    Tensor output = network.forward(tensors::get, language ? given.cast(DType.I64) : given);
    Tensor recorded = language ? output.slice(1, 0, logits.size(1)) : output;

    assertThat(recorded.dtype()).isEqualTo(DType.F64);
    assertThat(recorded.shape()).isEqualTo(logits);
    assertThat(recorded.toDoubles()).containsExactly(next(recording, logits.elements()), TOLERANCE);
    assertThat(recording.remaining()).isZero();
  }

  @Test
  void visionTransformer() throws IOException {
    requireRecordedLogits(
        new VisionTransformerConfig(32, 4, 2, 4, 48, 192, 10),
        "vit.f32",
        Shape.of(1, 3, 32, 32),
        Shape.of(1, 10));
  }

  @Test
  void gpt2() throws IOException {
    requireRecordedLogits(
        new Gpt2Config(257, 64, 48, 2, 4, false, 1e-5, 0.02),
        "gpt2.f32",
        Shape.of(2, 16),
        Shape.of(2, 4, 257));
  }

  @Test
  void llama() throws IOException {
    requireRecordedLogits(
        new LlamaConfig(
            257,
            48,
            96,
            2,
            4,
            2,
            12,
            64,
            1e-6,
            10000,
            null,
            false,
            0.02,
            LlamaConfig.Attention.FUSED),
        "llama.f32",
        Shape.of(2, 16),
        Shape.of(2, 4, 257));
  }
}
