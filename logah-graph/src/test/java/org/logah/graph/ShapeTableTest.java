package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The recorded tables were taken from the encoders of the published hypernetworks. */
class ShapeTableTest {
  private static final JsonNode RECORDED = recorded();

  /** A table, and what was recorded of the published one. */
  record Case(String name, ShapeTable table) {
    JsonNode recorded(String field) {
      return RECORDED.get(name).get(field);
    }

    int[] entries(String field) {
      return ints(recorded(field));
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("ShapeEncoder_nc10_s11", ShapeTable.of(10, 11, false)),
          new Case("ShapeEncoder_nc10_s16", ShapeTable.of(10, 16, false)),
          new Case("ShapeEncoder_nc100_s16", ShapeTable.of(100, 16, false)),
          new Case("ShapeEncoder_nc1000_s16", ShapeTable.of(1000, 16, false)),
          new Case("LLMShapeEncoder_nc10_s16", ShapeTable.of(10, 16, true)));

  private static JsonNode recorded() {
    try (InputStream file = ShapeTableTest.class.getResourceAsStream("shape_tables.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.of(CASES);
  }

  @Property
  void everyRecordedChannelCountFallsOnItsRow(@ForAll("cases") Case which) {
    JsonNode runs = which.recorded("channel_runs(first_c,index)");
    for (int run = 0; run < runs.size(); run++) {
      long first = runs.get(run).get(0).asLong();
      long next = run + 1 < runs.size() ? runs.get(run + 1).get(0).asLong() : first + 1000;
      int row = runs.get(run).get(1).asInt();
      for (long size = first; size < next; size++) {
        assertThat(which.table().channelRow(size)).as("%d channels", size).isEqualTo(row);
      }
    }
    for (Map.Entry<String, JsonNode> entry : which.recorded("channel_extra").properties()) {
      assertThat(which.table().channelRow(Long.parseLong(entry.getKey())))
          .as("%s channels", entry.getKey())
          .isEqualTo(entry.getValue().asInt());
    }
    assertThat(which.table().channelRows()).isEqualTo(which.recorded("embed_channel_rows").asInt());
  }

  @Property
  void everyRecordedKernelSideFallsOnItsRow(@ForAll("cases") Case which) {
    int[] rows = which.entries("spatial_index_for_0..39(0 = not in dict -> last)");
    for (int side = 1; side < rows.length; side++) {
      assertThat(which.table().spatialRow(side)).as("side %d", side).isEqualTo(rows[side]);
    }
    assertThat(which.table().spatialRows()).isEqualTo(which.recorded("embed_spatial_rows").asInt());
  }

  @Property
  void everyEntryHasItsOwnRow(@ForAll("cases") Case which) {
    int[] channels = which.entries("channels");
    for (int row = 0; row < channels.length; row++) {
      assertThat(which.table().channelRow(channels[row])).isEqualTo(row);
    }
    int[] spatial = which.entries("spatial");
    for (int row = 0; row < spatial.length; row++) {
      assertThat(which.table().spatialRow(spatial[row])).isEqualTo(row);
    }
  }

  @Property
  void aSizeFallsOnTheNearestEntryAndOfTwoOnTheSmaller(
      @ForAll("cases") Case which, @ForAll @IntRange(min = 8, max = 200_000) int size) {
    int[] entries = which.entries("channels");
    int chosen = entries[which.table().channelRow(size)];
    for (int entry : entries) {
      int farther = Math.abs(entry - size) - Math.abs(chosen - size);
      assertThat(farther).as("entry %d against %d for %d", entry, chosen, size).isNotNegative();
      if (farther == 0) {
        assertThat(chosen).isLessThanOrEqualTo(entry);
      }
    }
  }

  @Property
  void theExceptionsHold(
      @ForAll("cases") Case which,
      @ForAll @IntRange(min = 4, max = 7) int few,
      @ForAll @IntRange(min = 1) int beyond) {
    ShapeTable table = which.table();
    assertThat(table.channelRow(few)).isEqualTo(table.channelRow(8));
    assertThat(table.channelRow(2)).isEqualTo(table.channelRow(1));
    assertThat(table.spatialRow(2)).isEqualTo(table.spatialRow(3));
    assertThat(table.channelRow(128_256L + beyond)).isEqualTo(table.channelRows() - 2);
    assertThat(table.spatialRow(16L + beyond)).isEqualTo(table.spatialRows() - 2);
  }
}
