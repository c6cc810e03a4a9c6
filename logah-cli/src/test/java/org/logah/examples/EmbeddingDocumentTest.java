package org.logah.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code in {@code docs/embedding.md} is the code of the projects that it names. */
class EmbeddingDocumentTest {
  private static final Path DOCUMENTS = Path.of("..", "docs").toAbsolutePath();
  private static final String FENCE = "```";

  /** A block of code and the file that the line above it links to. */
  record Quotation(String file, List<String> code) {}

  static Stream<Quotation> quotations() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENTS.resolve("embedding.md"));
    List<Quotation> found = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(FENCE)) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(FENCE);
        found.add(new Quotation(link(lines.get(i - 2)), lines.subList(i + 1, end)));
        i = end;
      }
    }
    return found.stream();
  }

  private static String link(String line) {
    assertThat(line).as("the line above a block of code").matches("\\[`docs/.*`]\\(.*\\):");
    return line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
  }

  private static String withoutIndentation(List<String> lines) {
    return String.join("\n", lines.stream().map(String::strip).toList());
  }

  @ParameterizedTest
  @MethodSource("quotations")
  void codeIsThatOfTheProject(Quotation quotation) throws IOException {
    assertThat(quotation.code()).isNotEmpty();
    assertThat(withoutIndentation(Files.readAllLines(DOCUMENTS.resolve(quotation.file()))))
        .contains(withoutIndentation(quotation.code()));
  }
}
