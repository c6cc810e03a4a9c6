package example;

import java.io.IOException;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;
import org.logah.graph.Tracer;
import org.logah.graph.export.GraphFormat;

/** Prints the computational graph of a network of one's own, and draws it for Graphviz. */
public final class GraphOnly {
  public static void main(String[] args) throws IOException {
    ComputationGraph graph = Tracer.trace(new TwoLayers(784, 100, 10));

    for (int i = 0; i < graph.nodes().size(); i++) {
      GraphNode node = graph.nodes().get(i);
      System.out.printf("%d %s %s%n", i, node.primitive().label(), node.label());
    }
    System.out.printf("%d edges%n", graph.edgeCount());

    StringBuilder dot = new StringBuilder();
    GraphFormat.DOT.write(graph, "two layers", dot);
    System.out.print(dot);
  }
}
