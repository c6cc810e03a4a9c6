package org.logah.api.safetensors;

import static org.logah.api.safetensors.StrictJson.quoted;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.logah.api.DType;
import org.logah.api.Shape;

/** Reads the JSON text of a header and holds it to every rule of the format. */
final class HeaderParser {
  /** Most dimensions that a tensor in a file may have; the format itself knows no limit. */
  static final int MAX_DIMENSIONS = 64;

  private final Path file;
  private final JsonParser json;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<StoredTensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private HeaderParser(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads a header.
   *
   * @param text the JSON text with its padding
   * @param dataBytes how many bytes follow the header in the file
   * @throws CorruptFileException if a rule is broken
   */
  static Header parse(Path file, byte[] text, long dataBytes) throws IOException {
    if (text.length == 0 || text[0] != '{') {
      throw new CorruptFileException(file, "the header does not start with {");
    }
    int length = text.length;
    while (text[length - 1] == ' ') {
      length--;
    }
    if (text[length - 1] != '}') {
      throw new CorruptFileException(file, "the header does not end with } and spaces");
    }
    Header[] header = new Header[1];
    StrictJson.read(
        file,
        "the header",
        text,
        length,
        json -> {
          HeaderParser parser = new HeaderParser(file, json);
          parser.readHeader();
          parser.checkLayout(dataBytes);
          header[0] = new Header(parser.metadata, parser.tensors);
        });
    return header[0];
  }

  private void readHeader() throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (!names.add(name)) {
        throw corrupt("the key %s is there twice", quoted(name));
      }
      requireEncodable(name);
      if (name.equals(Header.METADATA)) {
        readMetadata();
      } else {
        tensors.add(readTensor(name));
      }
    }
    if (json.nextToken() != null) {
      throw corrupt("more JSON follows the header's closing brace");
    }
  }

  private void readMetadata() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw corrupt("%s is not an object", Header.METADATA);
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw corrupt("the value of %s in %s is not a string", quoted(key), Header.METADATA);
      }
      String value = json.getText();
      requireEncodable(key);
      requireEncodable(value);
      if (metadata.put(key, value) != null) {
        throw corrupt("the key %s is there twice in %s", quoted(key), Header.METADATA);
      }
    }
  }

  private StoredTensor readTensor(String name) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw corrupt("tensor %s is not an object", quoted(name));
    }
    DType dtype = null;
    long[] sizes = null;
    long[] offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      boolean again;
      switch (field) {
        case Header.DTYPE -> {
          again = dtype != null;
          dtype = readDType(name);
        }
        case Header.SHAPE -> {
          again = sizes != null;
          sizes = readSizes(name, field);
        }
        case Header.OFFSETS -> {
          again = offsets != null;
          offsets = readSizes(name, field);
        }
        default -> throw corrupt("tensor %s has an unknown key %s", quoted(name), quoted(field));
      }
      if (again) {
        throw corrupt("the key %s is there twice in tensor %s", quoted(field), quoted(name));
      }
    }
    requirePresent(name, Header.DTYPE, dtype);
    requirePresent(name, Header.SHAPE, sizes);
    requirePresent(name, Header.OFFSETS, offsets);
    return checked(name, dtype, sizes, offsets);
  }

  private DType readDType(String name) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw corrupt("%s of tensor %s is not a string", Header.DTYPE, quoted(name));
    }
    String text = json.getText();
    for (DType dtype : DType.values()) {
      if (dtype.name().equals(text)) {
        return dtype;
      }
    }
    throw corrupt(
        "tensor %s has dtype %s, which is none of %s",
        quoted(name), quoted(text), Arrays.toString(DType.values()));
  }

  private long[] readSizes(String name, String field) throws IOException {
    if (json.nextToken() != JsonToken.START_ARRAY) {
      throw corrupt("%s of tensor %s is not an array", field, quoted(name));
    }
    long[] values = new long[MAX_DIMENSIONS];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || json.getLongValue() < 0) {
        throw corrupt(
            "%s of tensor %s holds %s, which is not an integer from 0 to 2^63 - 1",
            field, quoted(name), quoted(json.getText()));
      }
      if (count == MAX_DIMENSIONS) {
        throw corrupt(
            "%s of tensor %s holds more than %d numbers", field, quoted(name), MAX_DIMENSIONS);
      }
      values[count] = json.getLongValue();
      count++;
    }
    return Arrays.copyOf(values, count);
  }

  private StoredTensor checked(String name, DType dtype, long[] sizes, long[] offsets) {
    if (offsets.length != 2) {
      throw corrupt(
          "%s of tensor %s holds %d numbers, not 2", Header.OFFSETS, quoted(name), offsets.length);
    }
    if (offsets[0] > offsets[1]) {
      throw corrupt(
          "tensor %s ends at offset %d, before its beginning at %d",
          quoted(name), offsets[1], offsets[0]);
    }
    long bytes = dtype.bytes();
    for (long size : sizes) {
      if (size > 0 && bytes > Long.MAX_VALUE / size) {
        throw corrupt(
            "tensor %s of shape %s has more bytes than a file can hold",
            quoted(name), Arrays.toString(sizes));
      }
      bytes *= size;
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw corrupt(
          "tensor %s of %s and shape %s needs %d bytes, but its offsets %d to %d hold %d",
          quoted(name),
          dtype,
          Arrays.toString(sizes),
          bytes,
          offsets[0],
          offsets[1],
          offsets[1] - offsets[0]);
    }
    return new StoredTensor(name, dtype, Shape.of(sizes), offsets[0], offsets[1]);
  }

  private void checkLayout(long dataBytes) {
    tensors.sort(
        Comparator.comparingLong(StoredTensor::begin).thenComparingLong(StoredTensor::end));
    long end = 0;
    for (StoredTensor tensor : tensors) {
      if (tensor.begin() > end) {
        throw corrupt(
            "the bytes at offsets %d to %d, before tensor %s, belong to no tensor",
            end, tensor.begin(), quoted(tensor.name()));
      }
      if (tensor.begin() < end) {
        throw corrupt(
            "tensor %s begins at offset %d, inside the tensor before it, which ends at %d",
            quoted(tensor.name()), tensor.begin(), end);
      }
      end = tensor.end();
    }
    if (end < dataBytes) {
      throw corrupt(
          "%d bytes follow the last tensor, which ends at offset %d", dataBytes - end, end);
    }
    if (end > dataBytes) {
      throw corrupt(
          "tensor %s ends at offset %d, but the file has only %d bytes of data",
          quoted(tensors.get(tensors.size() - 1).name()), end, dataBytes);
    }
  }

  private void requirePresent(String name, String field, Object value) {
    if (value == null) {
      throw corrupt("tensor %s lacks %s", quoted(name), field);
    }
  }

  private void requireEncodable(String text) {
    if (!StrictJson.isEncodable(text)) {
      throw corrupt("the header holds half of a surrogate pair in the text %s", quoted(text));
    }
  }

  private CorruptFileException corrupt(String problem, Object... values) {
    return new CorruptFileException(file, problem.formatted(values));
  }
}
