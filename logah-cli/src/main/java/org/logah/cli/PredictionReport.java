package org.logah.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.logah.api.DType;

/**
 * What came of a prediction.
 *
 * @param parameters their number
 * @param tensors number of tensors in the layout
 * @param bytes of the tensors
 * @param seconds from the loading of the hypernetwork to the last file on the disk
 * @param provenance what the metadata of the files say
 * @param files written, under their final names
 * @param crc of all bytes, if asked for
 */
record PredictionReport(
    long parameters,
    int tensors,
    long bytes,
    double seconds,
    DType dtype,
    Map<String, String> provenance,
    List<Path> files,
    Optional<Long> crc) {

  String text(String model) {
    String line =
        String.format(
            Locale.ROOT,
            "%s: %,d parameters, %s in %.2f s, %.0f MB/s",
            model,
            parameters,
            ByteSize.text(bytes),
            seconds,
            bytes / seconds / 1e6);
    return line + crc.map(value -> String.format(", CRC-32 %08x", value)).orElse("");
  }

  String json(String model, Optional<Profile> profile) {
    ObjectNode root = Json.object();
    root.put("model", model)
        .put("parameters", parameters)
        .put("tensors", tensors)
        .put("dtype", dtype.name().toLowerCase(Locale.ROOT))
        .put("bytes", bytes)
        .put("seconds", seconds)
        .put("bytes_per_second", bytes / seconds);
    provenance.forEach(root::put);
    ArrayNode paths = root.putArray("files");
    files.forEach(file -> paths.add(file.toString()));
    crc.ifPresent(value -> root.put("crc32", String.format("%08x", value)));
    profile.ifPresent(spent -> spent.addTo(root.putObject("profile")));
    return root.toString();
  }
}
