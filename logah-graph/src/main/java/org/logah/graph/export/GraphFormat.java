package org.logah.graph.export;

import java.io.IOException;
import org.logah.graph.ComputationGraph;

/**
 * A file format that a computational graph is written in. Equal graphs give equal text, on every
 * machine.
 */
public enum GraphFormat {
  /** Graphviz: one node a line, labelled with index, primitive, parameter names and size. */
  DOT,
  /** A drawing that refers to nothing outside itself; pointing at a node tells all about it. */
  SVG,
  /** Nodes with their parameters, edges as pairs of node indices, and the hash of the graph. */
  JSON,
  /** A page with the drawing, to move and enlarge, above a table of the nodes. */
  HTML;

  /**
   * Writes a graph.
   *
   * @param title what the graph is of, for example the name of the network
   * @param target where the text goes, to be stored as UTF-8; left open
   * @throws IOException if the target fails
   */
  public void write(ComputationGraph graph, String title, Appendable target) throws IOException {
    switch (this) {
      case DOT -> DotExport.write(graph, title, target);
      case SVG -> SvgExport.write(graph, title, target);
      case JSON -> JsonExport.write(graph, title, target);
      case HTML -> HtmlExport.write(graph, title, target);
    }
  }
}
