package org.logah.models.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.logah.api.DType;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.ModelConfig;
import org.logah.models.RandomConfigs;

class LayoutPropertiesTest {
  @Provide
  Arbitrary<ModelConfig> configs() {
    return RandomConfigs.any();
  }

  @Property(tries = 200, seed = "1")
  void everyRowOfEveryParameterIsExportedOnceInOrder(@ForAll("configs") ModelConfig config) {
    for (String name : Layout.namesFor(config)) {
      List<ExportedTensor> tensors = Layout.of(config, name).tensors();
      assertThat(tensors).extracting(ExportedTensor::name).doesNotHaveDuplicates();
      int at = 0;
      for (ParameterSpec spec : config.network().parameters()) {
        long row = 0;
        while (row < spec.shape().size(0)) {
          ExportedTensor tensor = tensors.get(at++);
          assertThat(tensor.parameter()).isEqualTo(spec.name());
          assertThat(tensor.firstRow()).isEqualTo(row);
          assertThat(tensor.shape()).isEqualTo(spec.shape().with(0, tensor.shape().size(0)));
          row = tensor.endRow();
        }
        assertThat(row).isEqualTo(spec.shape().size(0));
      }
      assertThat(at).isEqualTo(tensors.size());
    }
  }

  @Property(tries = 200, seed = "1")
  void configJsonReturnsTheConfiguration(@ForAll("configs") ModelConfig config) {
    for (String name : Layout.namesFor(config)) {
      Layout read = Layout.fromConfigJson(Layout.of(config, name).configJson(DType.F32));

      assertThat(read.config()).isEqualTo(config);
      assertThat(read.name()).isEqualTo(name.equals("hf-base") ? "hf" : name);
    }
  }

  @Property(tries = 100, seed = "1")
  void filesMatchInAnyOrder(@ForAll("configs") ModelConfig config, @ForAll long seed) {
    for (String name : Layout.namesFor(config)) {
      Layout layout = Layout.of(config, name);
      List<ExportedTensor> shuffled = new ArrayList<>(layout.tensors());
      Collections.shuffle(shuffled, new Random(seed));
      Map<String, Shape> file = new LinkedHashMap<>();
      shuffled.forEach(tensor -> file.put(tensor.name(), tensor.shape()));

      assertThat(layout.match(file)).isEqualTo(layout.tensors());
    }
  }
}
