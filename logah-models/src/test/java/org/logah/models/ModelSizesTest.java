package org.logah.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;

/** Numbers of parameters as published by those who trained the models. */
class ModelSizesTest {
  private static long count(Network network) {
    return network.parameters().stream().mapToLong(spec -> spec.shape().elements()).sum();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2, 124439808",
    "gpt2-medium, 354823168",
    "gpt2-large, 774030080",
    "gpt2-xl, 1557611200",
    "vit-tiny-16, 5717416",
    "vit-small-16, 22050664",
    "vit-base-16, 86567656",
    "vit-base-32, 88224232",
    "vit-large-16, 304326632",
    "vit-large-32, 306535400",
    "vit-huge-14, 632045800",
    "llama-2-7b, 6738415616",
    "llama-2-13b, 13015864320",
    "llama-2-70b, 68976648192",
    "llama-3-8b, 8030261248",
    "llama-3.1-8b, 8030261248",
    "llama-3.2-1b, 1235814400",
    "llama-3.2-3b, 3212749824"
  })
  void catalogueModelsHaveTheirPublishedSize(String name, long parameters) {
    assertThat(count(ModelCatalog.get(name).network())).isEqualTo(parameters);
  }

  @Test
  void untyingAddsOneTable() {
    ModelConfig untied = ModelCatalog.get("gpt2-large").with(Overrides.NONE.withTied(false));

    assertThat(count(untied.network())).isEqualTo(838_359_040L);
  }

  @Test
  void everyModelHasDistinctNames() {
    for (String name : ModelCatalog.names()) {
      assertThat(ModelCatalog.get(name).network().parameters())
          .as(name)
          .extracting(ParameterSpec::name)
          .doesNotHaveDuplicates();
    }
  }
}
