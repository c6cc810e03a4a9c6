package org.logah.api.safetensors;

import static org.logah.api.safetensors.StrictJson.quoted;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The JSON file that says which shard holds which tensor: {@code {"metadata": {"total_size": n},
 * "weight_map": {name: file, ...}}}.
 */
final class ShardIndex {
  private static final String METADATA = "metadata";
  private static final String TOTAL_SIZE = "total_size";
  private static final String WEIGHT_MAP = "weight_map";
  private static final Pattern PLAIN_NAME =
      Pattern.compile("[^./\\\\:\\p{Cntrl}][^/\\\\:\\p{Cntrl}]*");

  private ShardIndex() {}

  /** The file names of the shards by tensor name, in the order of the index. */
  static Map<String, String> read(Path index) throws IOException {
    long size = Files.size(index);
    if (size > StrictJson.MAX_BYTES) {
      throw new CorruptFileException(
          index, "it has %d bytes, more than the 100 MB of the largest index".formatted(size));
    }
    byte[] text = Files.readAllBytes(index);
    Map<String, String> shardNames = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    StrictJson.read(
        index,
        "the index",
        text,
        text.length,
        json -> {
          if (!readObject(json, shardNames, problems)) {
            problems.add("the index has no object " + WEIGHT_MAP);
          }
        });
    if (!problems.isEmpty()) {
      throw new CorruptFileException(index, problems);
    }
    return shardNames;
  }

  private static boolean readObject(
      JsonParser json, Map<String, String> shardNames, List<String> problems) throws IOException {
    boolean found = false;
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isWeightMap = json.currentName().equals(WEIGHT_MAP);
      JsonToken value = json.nextToken();
      if (isWeightMap && value == JsonToken.START_OBJECT) {
        found = true;
        readWeightMap(json, shardNames, problems);
      } else {
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      problems.add("more JSON follows the closing brace");
    }
    return found;
  }

  private static void readWeightMap(
      JsonParser json, Map<String, String> shardNames, List<String> problems) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        json.skipChildren();
        problems.add("the shard of tensor %s is not a string".formatted(quoted(name)));
        continue;
      }
      String shardName = json.getText();
      if (!PLAIN_NAME.matcher(shardName).matches()) {
        problems.add(
            "the shard %s of tensor %s is not a plain file name"
                .formatted(quoted(shardName), quoted(name)));
      }
      if (shardNames.put(name, shardName) != null) {
        problems.add("tensor %s is there twice".formatted(quoted(name)));
      }
    }
  }

  /** The text of an index. */
  static byte[] encode(long totalBytes, Map<String, String> shardNames) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    try (JsonGenerator json = StrictJson.generator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(indenter));
      json.writeStartObject();
      json.writeObjectFieldStart(METADATA);
      json.writeNumberField(TOTAL_SIZE, totalBytes);
      json.writeEndObject();
      json.writeObjectFieldStart(WEIGHT_MAP);
      for (Map.Entry<String, String> entry : shardNames.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return text.toByteArray();
  }
}
