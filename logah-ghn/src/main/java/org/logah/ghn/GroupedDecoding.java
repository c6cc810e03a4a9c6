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
    private Decoded decoded;

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
      group.decoded = decoder.decode(parameters, selected, group.shape);
    }
  }

  /** What was decoded for a parameter added before. */
  Decoded decoded(PlannedParameter planned, long firstRow) {
    Group group = groups.get(planned.key());
    return group.decoded.node(group.places.get(firstRow + planned.node()));
  }
}
