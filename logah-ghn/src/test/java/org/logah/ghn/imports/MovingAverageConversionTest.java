package org.logah.ghn.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;
import org.logah.ghn.DecoderConfig;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkCheckpoint;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;

/** Trainers' checkpoints whose parameters are all 1 and whose moving averages are all 2. */
class MovingAverageConversionTest {
  private static final int MOST_ELEMENTS = 1 << 16;

  private final HypernetworkConfig config =
      new HypernetworkConfig(
          Family.LANGUAGE,
          8,
          1,
          2,
          10,
          List.of(8, 8, 4, 4),
          new DecoderConfig.LowRank(2, 32, false),
          true,
          true);

  @TempDir Path folder;

  @Test
  void theAveragesAreTaken() throws IOException {
    Path file = folder.resolve("averages.safetensors");

    HypernetworkCheckpoint.convert(checkpoint("none"), true, file);

    try (ReferenceBackend backend = new ReferenceBackend();
        HypernetworkCheckpoint converted = HypernetworkCheckpoint.open(file);
        StoredParameters parameters = converted.load(backend)) {
      for (Tensor tensor : parameters.tensors().values()) {
        assertThat(tensor.toFloats()).containsOnly(2);
      }
    }
  }

  @Test
  void aParameterThatTheAveragesLackIsNotTakenFromElsewhere() throws IOException {
    ImportedCheckpoint checkpoint = checkpoint("ln.weight");
    Path file = folder.resolve("averages.safetensors");

    assertThatThrownBy(() -> HypernetworkCheckpoint.convert(checkpoint, true, file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the EMA of the imported checkpoint does not hold the tensors expected:"
                + " missing ln.weight");
    assertThat(file).doesNotExist();
    HypernetworkCheckpoint.convert(checkpoint, false, file);
    assertThat(file).exists();
  }

  private ImportedCheckpoint checkpoint(String withoutAverage) throws IOException {
    PickleWriter pickle = new PickleWriter().start().op('}');
    pickle.text("state_dict").op('}');
    tensors(pickle, "1", "none").op('s');
    pickle.text("ema_state_dict").op('}');
    tensors(pickle, "2", withoutAverage).op('s');
    pickle.text("config").op('}').op('(');
    pickle.text("hid").number(8).text("layers").number(1).text("heads").number(2);
    pickle.text("max_shape").numbers(8, 8, 4, 4);
    pickle.text("lora").op(0x88).text("lora_r").number(2).text("max_ck_lora").number(32);
    pickle.text("weight_norm").op(0x88).text("layernorm").op(0x88).op('u').op('s');
    byte[] file =
        Checkpoints.archive(pickle.stop().bytes(), Map.of("1", filled(1), "2", filled(2)));
    return ImportedCheckpoint.read(Files.write(folder.resolve("file.pt"), file));
  }

  private PickleWriter tensors(PickleWriter pickle, String storage, String without) {
    for (ParameterSpec spec : Hypernetwork.parameters(config)) {
      if (!spec.name().equals(without)) {
        long[] sizes = spec.shape().toArray();
        pickle
            .text(spec.name())
            .tensor("FloatStorage", storage, MOST_ELEMENTS, 0, sizes, strides(spec.shape()))
            .op('s');
      }
    }
    return pickle;
  }

  private static long[] strides(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape.size(i);
    }
    return strides;
  }

  private static byte[] filled(float value) {
    float[] values = new float[MOST_ELEMENTS];
    Arrays.fill(values, value);
    return Checkpoints.floats(values);
  }
}
