package org.logah.cli.report;

import java.io.StringWriter;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes HTML that is XML as well, so every text is escaped and every element closed. */
final class Html {
  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter writer;

  Html() {
    try {
      text.write("<!DOCTYPE html>\n");
      writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An element with what the content writes in it. */
  Html element(String name, Map<String, String> attributes, Runnable content) {
    try {
      writer.writeStartElement(name);
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        writer.writeAttribute(attribute.getKey(), attribute.getValue());
      }
      content.run();
      writer.writeEndElement();
      writer.writeCharacters("\n");
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  Html element(String name, Runnable content) {
    return element(name, Map.of(), content);
  }

  /** An element with a text. */
  Html element(String name, String content) {
    return element(name, Map.of(), () -> text(content));
  }

  /** An element that has no end, such as a picture. */
  Html empty(String name, Map<String, String> attributes) {
    try {
      writer.writeEmptyElement(name);
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        writer.writeAttribute(attribute.getKey(), attribute.getValue());
      }
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A table of a heading and rows. */
  Html table(Iterable<? extends Iterable<String>> rows) {
    return element(
        "table",
        () -> {
          boolean[] first = {true};
          for (Iterable<String> row : rows) {
            element("tr", () -> row.forEach(cell -> element(first[0] ? "th" : "td", cell)));
            first[0] = false;
          }
        });
  }

  private void text(String content) {
    try {
      writer.writeCharacters(content.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\uFFFD"));
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything that was written. */
  @Override
  public String toString() {
    try {
      writer.flush();
      return text.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }
}
