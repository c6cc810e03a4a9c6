package org.logah.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.logah.api.Shape;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;

/** Keys as recorded from the published implementation. */
class GroupKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "48 3 4 4   | WEIGHT     | BODY              | 128  | 128 4 4 4",
        "48         | BIAS       | BODY              | 128  | 128 0",
        "36         | BIAS       | BODY              | 128  | 48 0",
        "1 65 48    | POSITION   | BODY              | 128  | 1 48 8 8",
        "24 48      | WEIGHT     | BODY              | 128  | 32 128 1 1",
        "72 36      | WEIGHT     | BODY              | 128  | 128 48 1 1",
        "10 48      | WEIGHT     | CLASSIFIER_WEIGHT | 128  | 10 128",
        "10         | BIAS       | CLASSIFIER_BIAS   | 128  | 10 -1",
        "384 3 2 2  | WEIGHT     | BODY              | 2048 | 512 4 2 2",
        "1536 384   | WEIGHT     | BODY              | 2048 | 2048 512 1 1",
        "1152       | BIAS       | BODY              | 2048 | 2048 0",
        "50257 768  | EMBEDDING  | BODY              | 2048 | 2048 2048 1 1",
        "100 384    | WEIGHT     | CLASSIFIER_WEIGHT | 2048 | 100 512"
      })
  void recordedKey(
      String shape, ParameterRole role, GroupKey.Place place, int largest, String key) {
    ParameterSpec spec =
        new ParameterSpec(
            "parameter", Shape.of(numbers(shape)), role, new InitialDistribution.Constant(0));

    GroupKey actual = GroupKey.of(spec, place, List.of(largest, largest, 16, 16));

    assertThat(actual.sizes()).containsExactly(boxed(numbers(key)));
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.trim().split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static Long[] boxed(long[] numbers) {
    return Arrays.stream(numbers).boxed().toArray(Long[]::new);
  }
}
