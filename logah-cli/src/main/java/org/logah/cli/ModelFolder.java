package org.logah.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;
import org.logah.api.nn.StoredParameters;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorSource;
import org.logah.ghn.TiledTensor;
import org.logah.models.layout.ExportedTensor;
import org.logah.models.layout.Layout;

/**
 * A folder with config.json and weights in any of the layouts, whoever wrote it.
 *
 * @param path the folder
 * @param layout what its config.json describes
 */
public record ModelFolder(Path path, Layout layout) {
  private static final String CONFIG = "config.json";
  private static final long SHARD_BYTES = 5_000_000_000L;
  private static final long PIECE_BYTES = 4 << 20;

  /**
   * Reads config.json.
   *
   * @throws InvalidInputException if there is none, or it describes no model that is known
   */
  public static ModelFolder open(Path path) throws IOException {
    Path config = path.resolve(CONFIG);
    if (!Files.isRegularFile(config)) {
      throw new InvalidInputException(
          "%s holds no model: there is no %s in it".formatted(path, CONFIG));
    }
    try {
      return new ModelFolder(path, Layout.fromConfigJson(Files.readString(config)));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The parameters under the names of the network, as {@link DType#F32}, which the caller closes.
   *
   * @throws InvalidInputException naming every tensor that is missing, unexpected or misshapen
   */
  public StoredParameters load(Backend backend) throws IOException {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    try (TensorSource source = TensorSource.open(path)) {
      Map<String, Shape> shapes = new LinkedHashMap<>();
      source.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
      Map<String, List<ExportedTensor>> parts = new LinkedHashMap<>();
      for (ExportedTensor tensor : match(shapes)) {
        parts.computeIfAbsent(tensor.parameter(), name -> new ArrayList<>()).add(tensor);
      }
      for (Map.Entry<String, List<ExportedTensor>> entry : parts.entrySet()) {
        try (Scope scope = backend.openScope()) {
          List<Tensor> rows = new ArrayList<>();
          for (ExportedTensor tensor : entry.getValue()) {
            rows.add(source.load(tensor.name(), backend));
          }
          Tensor whole = rows.size() == 1 ? rows.get(0) : backend.concat(rows, 0);
          parameters.put(
              entry.getKey(),
              scope.release(whole.dtype() == DType.F32 ? whole : whole.cast(DType.F32)));
        }
      }
    }
    return new StoredParameters(parameters);
  }

  private List<ExportedTensor> match(Map<String, Shape> shapes) {
    try {
      return layout.match(shapes);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a model into a folder, in place of one of this program that may be there.
   *
   * @param origin where the weights come from, in a word or two
   * @param metadata texts to store with the weights
   * @return the files
   * @throws InvalidInputException if the folder holds something else
   */
  public static List<Path> write(
      Path folder,
      Layout layout,
      Parameters parameters,
      String origin,
      Map<String, String> metadata,
      Backend backend)
      throws IOException {
    Map<String, String> all = new TreeMap<>(metadata);
    all.put("format", "pt");
    all.put("program", "logah " + Version.text());
    all.put("family", layout.config().family());
    all.put("layout", layout.name());
    all.put(CheckpointFolder.MARK, origin);
    try (CheckpointFolder target = CheckpointFolder.of(folder, true)) {
      SafetensorsWriter writer =
          target.begin(ExportSink.declarations(layout, DType.F32), all, SHARD_BYTES);
      ExportSink sink =
          new ExportSink(
              layout, DType.F32, writer::append, PIECE_BYTES, bytes -> {}, new Profile());
      for (ParameterSpec spec : layout.config().network().parameters()) {
        try (Scope scope = backend.openScope()) {
          sink.accept(spec, new TiledTensor(parameters.get(spec.name()), spec.shape()));
        }
      }
      return target.commit(layout.configJson(DType.F32), Optional.empty());
    }
  }
}
