package org.logah.api.safetensors;

import static org.logah.api.safetensors.StrictJson.quoted;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.logah.api.InvalidInputException;

/**
 * What a file says about its tensors.
 *
 * @param metadata texts by key
 * @param tensors in the order of their bytes
 */
record Header(Map<String, String> metadata, List<StoredTensor> tensors) {
  static final String METADATA = "__metadata__";
  static final String DTYPE = "dtype";
  static final String SHAPE = "shape";
  static final String OFFSETS = "data_offsets";

  /** Bytes of the number before the JSON text. */
  static final int LENGTH_BYTES = Long.BYTES;

  private static final int ALIGNMENT = 8;

  /**
   * Checks names and texts before anything is written.
   *
   * @throws InvalidInputException with all problems, if there are any
   */
  static void requireFit(
      Path target, List<TensorDeclaration> tensors, Map<String, String> metadata) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    names.add(METADATA);
    for (TensorDeclaration tensor : tensors) {
      if (!names.add(tensor.name())) {
        problems.add(
            tensor.name().equals(METADATA)
                ? "no tensor may be named " + METADATA
                : "tensor %s is declared twice".formatted(quoted(tensor.name())));
      }
      if (!StrictJson.isEncodable(tensor.name())) {
        problems.add("the name %s has half of a surrogate pair".formatted(quoted(tensor.name())));
      }
      if (tensor.shape().rank() > HeaderParser.MAX_DIMENSIONS) {
        problems.add(
            "tensor %s has more than %d dimensions"
                .formatted(quoted(tensor.name()), HeaderParser.MAX_DIMENSIONS));
      }
    }
    metadata.forEach(
        (key, value) -> {
          if (!StrictJson.isEncodable(key) || !StrictJson.isEncodable(value)) {
            problems.add("the metadata %s has half of a surrogate pair".formatted(quoted(key)));
          }
        });
    if (!problems.isEmpty()) {
      throw new InvalidInputException(
          "%s cannot be written: %s".formatted(target, String.join("; ", problems)));
    }
  }

  /** Lays tensors out one after the other. */
  static Header of(List<TensorDeclaration> declarations, Map<String, String> metadata) {
    List<StoredTensor> tensors = new ArrayList<>();
    long begin = 0;
    for (TensorDeclaration declared : declarations) {
      if (declared.bytes() > Long.MAX_VALUE - StrictJson.MAX_BYTES - begin - ALIGNMENT) {
        throw new InvalidInputException(
            "the tensors up to %s have more bytes than a file can hold".formatted(declared.name()));
      }
      long end = begin + declared.bytes();
      tensors.add(
          new StoredTensor(declared.name(), declared.dtype(), declared.shape(), begin, end));
      begin = end;
    }
    return new Header(new TreeMap<>(metadata), tensors);
  }

  /**
   * The length and the JSON text, padded with spaces so that the data begins at a multiple of 8.
   *
   * @throws InvalidInputException if the text is longer than the format allows
   */
  ByteBuffer encode() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = StrictJson.generator(text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      for (StoredTensor tensor : tensors) {
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField(DTYPE, tensor.dtype().name());
        json.writeFieldName(SHAPE);
        json.writeArray(tensor.shape().toArray(), 0, tensor.shape().rank());
        json.writeFieldName(OFFSETS);
        json.writeArray(new long[] {tensor.begin(), tensor.end()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (text.size() % ALIGNMENT != 0) {
      text.write(' ');
    }
    if (text.size() > StrictJson.MAX_BYTES) {
      throw new InvalidInputException(
          "the header of %d bytes exceeds 100 MB, the most a safetensors file may have; write less metadata or more shards"
              .formatted(text.size()));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(LENGTH_BYTES + text.size()).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(text.size()).put(text.toByteArray()).flip();
  }
}
