package org.logah.graph.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.logah.api.Shape;
import org.logah.api.nn.ParameterSpec;
import org.logah.graph.ComputationGraph;
import org.logah.graph.GraphNode;

/** One object: title, hash, counts, nodes and edges. */
final class JsonExport {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonExport() {}

  static void write(ComputationGraph graph, String title, Appendable target) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("title", title);
      json.writeStringField("hash", graph.hash());
      json.writeNumberField("node_count", graph.nodes().size());
      json.writeNumberField("edge_count", graph.edgeCount());
      writeNodes(graph.nodes(), json);
      writeEdges(graph, json);
      json.writeEndObject();
    }
    target.append(text.getBuffer()).append('\n');
  }

  private static void writeNodes(List<GraphNode> nodes, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("nodes");
    for (int i = 0; i < nodes.size(); i++) {
      GraphNode node = nodes.get(i);
      json.writeStartObject();
      json.writeNumberField("index", i);
      json.writeStringField("primitive", node.primitive().label());
      json.writeArrayFieldStart("parameters");
      for (ParameterSpec parameter : node.parameters()) {
        json.writeStartObject();
        json.writeStringField("name", parameter.name());
        writeShape("shape", parameter.shape(), json);
        json.writeStringField("role", NodeText.role(parameter.role()));
        json.writeEndObject();
      }
      json.writeEndArray();
      if (node.size().isPresent()) {
        writeShape("size", node.size().get(), json);
      } else {
        json.writeNullField("size");
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeShape(String field, Shape shape, JsonGenerator json) throws IOException {
    json.writeFieldName(field);
    json.writeArray(shape.toArray(), 0, shape.rank());
  }

  private static void writeEdges(ComputationGraph graph, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("edges");
    for (int i = 0; i < graph.nodes().size(); i++) {
      for (int successor : graph.successors(i)) {
        json.writeArray(new int[] {i, successor}, 0, 2);
      }
    }
    json.writeEndArray();
  }
}
