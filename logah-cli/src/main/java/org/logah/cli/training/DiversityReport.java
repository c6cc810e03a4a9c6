package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Tensor;
import org.logah.api.nn.StoredParameters;
import org.logah.models.architectures.ArchitectureCatalog;
import org.logah.models.architectures.ArchitectureSet;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.diversity.ParameterDiversity;

/**
 * How different the parameters of the first networks of a set are, shape by shape.
 *
 * @param set name or file of the set
 * @param networks how many of its networks
 * @param start where the parameters come from
 * @param shapes the diversity of each shape that two or more parameters have
 */
record DiversityReport(
    String set, int networks, StartingPoint start, List<ParameterDiversity> shapes) {
  /** Rows are matched in a time that grows with their cube, so tables of tokens are left out. */
  private static final long MOST_ROWS = 4096;

  /**
   * Draws or predicts the parameters and compares them.
   *
   * @throws InvalidInputException if fewer than one network is asked for, or there is no such set
   */
  static DiversityReport of(
      String set, int count, StartingPoint start, long seed, Backend backend, PrintWriter err)
      throws IOException {
    if (count < 1) {
      throw new InvalidInputException("--count is %d; compare at least one".formatted(count));
    }
    ArchitectureSet architectures = ArchitectureCatalog.open(set, ArchitectureSettings.NONE, seed);
    List<StoredParameters> drawn = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        drawn.add(start.draw(architectures.config(i), backend, seed, err));
      }
      List<ParameterDiversity> shapes =
          ParameterDiversity.byShape(drawn.stream().map(DiversityReport::comparable).toList());
      return new DiversityReport(set, count, start, shapes);
    } finally {
      drawn.forEach(StoredParameters::close);
    }
  }

  private static Map<String, Tensor> comparable(StoredParameters parameters) {
    Map<String, Tensor> kept = new LinkedHashMap<>(parameters.tensors());
    kept.values().removeIf(tensor -> tensor.shape().rank() > 0 && tensor.size(0) > MOST_ROWS);
    return kept;
  }

  /** The mean over all shapes, each counting as often as it has parameters. */
  private double mean() {
    double sum = 0;
    int tensors = 0;
    for (ParameterDiversity each : shapes) {
      sum += each.meanDistance() * each.tensors();
      tensors += each.tensors();
    }
    return sum / tensors;
  }

  String json() {
    ObjectNode root =
        RunJson.object()
            .put("set", set)
            .put("networks", networks)
            .put("initialisation", start.text());
    if (!shapes.isEmpty()) {
      root.put("meanDistance", mean());
    }
    ArrayNode list = root.putArray("shapes");
    for (ParameterDiversity each : shapes) {
      list.addObject()
          .put("shape", each.shape().toString())
          .put("tensors", each.tensors())
          .put("meanDistance", each.meanDistance());
    }
    return root.toString();
  }

  String text() {
    if (shapes.isEmpty()) {
      return "no two parameters of these networks have the same shape";
    }
    String lines =
        shapes.stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "%-20s %4d  %.4f%n",
                        each.shape(),
                        each.tensors(),
                        each.meanDistance()))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "%-20s %4s  %s%n%s%-20s %4s  %.4f",
        "shape",
        "",
        "mean cosine distance",
        lines,
        "all",
        "",
        mean());
  }
}
