package org.logah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Sizes as users write and read them. */
class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({"17, 17", "17B, 17", "200MB, 200000000", "5GB, 5000000000", "1 GiB, 1073741824"})
  void reads(String text, long bytes) {
    assertThat(new ByteSize.Converter().convert(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GB", "-1GB", "1.5GB", "5XB", "5iB", "999999999999TB"})
  void refuses(String text) {
    assertThatThrownBy(() -> new ByteSize.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(text);
  }

  @Test
  void writes() {
    assertThat(ByteSize.text(999)).isEqualTo("999 B");
    assertThat(ByteSize.text(1500)).isEqualTo("1.5 KB");
    assertThat(ByteSize.text(497_800_000)).isEqualTo("497.8 MB");
    assertThat(ByteSize.text(3_350_000_000L)).isEqualTo("3.35 GB");
  }
}
