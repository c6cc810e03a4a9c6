package org.logah.ghn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.logah.api.Tensor;
import org.logah.api.nn.Parameters;

/** Decodes the parameters of one or more networks, one decoder call for each group. */
final class GroupedDecoding {
  private static final class Group {
    private final List<Long> rows = new ArrayList<>();
    private final Map<Long, Integer> places = new LinkedHashMap<>();
    private DecodeShape shape;
    private Tensor raw;

    private void add(DecodeShape wanted, long row) {
      shape = shape == null ? wanted : shape.union(wanted);
      if (places.putIfAbsent(row, rows.size()) == null) {
        rows.add(row);
      }
    }
  }

  private final Decoder decoder;
  private final Parameters parameters;
  private final Tensor states;
  private final Map<GroupKey, Group> groups = new LinkedHashMap<>();

  /**
   * Nothing is decoded yet.
   *
   * @param states {@code [rows, hidden]}
   */
  GroupedDecoding(Decoder decoder, Parameters parameters, Tensor states) {
    this.decoder = decoder;
    this.parameters = parameters;
    this.states = states;
  }

  /** Adds a parameter ({@code null} is passed over) whose network's states begin at a row. */
  void add(PlannedParameter planned, long firstRow) {
    if (planned != null) {
      groups
          .computeIfAbsent(planned.key(), key -> new Group())
          .add(planned.shape(), firstRow + planned.node());
    }
  }

  void decode() {
    for (Group group : groups.values()) {
      long[] rows = group.rows.stream().mapToLong(Long::longValue).toArray();
      Tensor selected = states.embedding(states.backend().tensor(rows, rows.length));
      group.raw = decoder.decode(parameters, selected, group.shape);
    }
  }

  /** The raw value of a parameter added before, its first dimension 1. */
  Tensor raw(PlannedParameter planned, long firstRow) {
    Group group = groups.get(planned.key());
    int place = group.places.get(firstRow + planned.node());
    return group.raw.slice(0, place, place + 1L);
  }
}
