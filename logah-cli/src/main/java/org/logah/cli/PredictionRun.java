package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.nn.Network;
import org.logah.api.nn.StoredParameters;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.PredictionOptions;
import org.logah.graph.Tracer;
import org.logah.models.layout.Layout;

/** One prediction, from the choice of everything to its report. */
record PredictionRun(
    Layout layout,
    DType dtype,
    HypernetworkChoice hypernetwork,
    PredictionOptions options,
    Backend backend,
    Interruption interruption,
    PrintWriter err,
    boolean quiet) {

  /** Predicts a checkpoint; if that fails the folder is as before. */
  PredictionReport toFolder(
      CheckpointFolder folder, long maxShardBytes, String configJson, Optional<Path> tokenizer)
      throws IOException {
    Network network = layout.config().network();
    List<TensorDeclaration> tensors = ExportSink.declarations(layout, dtype);
    Map<String, String> provenance = provenance(network);
    try (folder) {
      SafetensorsWriter writer = folder.begin(tensors, provenance, maxShardBytes);
      double seconds;
      List<Path> files;
      try (Progress progress = progress(tensors)) {
        try (WriteBack writeBack = new WriteBack(writer);
            BackgroundOutput output =
                new BackgroundOutput(
                    (name, tensor) -> {
                      writer.write(name, tensor);
                      writeBack.written(BackgroundOutput.bytes(tensor));
                    })) {
          predict(network, output, progress);
          output.finish();
          writeBack.finish();
        }
        files = folder.commit(configJson, tokenizer);
        seconds = progress.seconds();
      }
      return report(network, tensors, seconds, provenance, files, Optional.empty());
    }
  }

  /** Predicts everything and keeps nothing. */
  PredictionReport toNowhere(boolean checksum) throws IOException {
    Network network = layout.config().network();
    List<TensorDeclaration> tensors = ExportSink.declarations(layout, dtype);
    CRC32 crc = new CRC32();
    try (Progress progress = progress(tensors)) {
      predict(network, checksum ? TensorOutput.checksum(crc) : TensorOutput.none(), progress);
      return report(
          network,
          tensors,
          progress.seconds(),
          provenance(network),
          List.of(),
          checksum ? Optional.of(crc.getValue()) : Optional.empty());
    }
  }

  private void predict(Network network, TensorOutput output, Progress progress) throws IOException {
    try (StoredParameters parameters = hypernetwork.load(backend, options.seed(), err)) {
      ExportSink sink =
          new ExportSink(
              layout,
              dtype,
              output,
              tensor -> {
                interruption.check();
                progress.add(tensor.bytes());
              });
      new Hypernetwork(hypernetwork.config(), parameters).predict(network, options, sink);
    }
  }

  private Progress progress(List<TensorDeclaration> tensors) {
    return new Progress(err, quiet, bytes(tensors));
  }

  private static long bytes(List<TensorDeclaration> tensors) {
    return tensors.stream().mapToLong(TensorDeclaration::bytes).sum();
  }

  /** How the checkpoint was made; nothing in it depends on when or where. */
  private Map<String, String> provenance(Network network) {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", "pt");
    metadata.put("program", "logah " + Version.text());
    metadata.put("family", layout.config().family());
    metadata.put("layout", layout.name());
    metadata.put(CheckpointFolder.MARK, hypernetwork.name());
    hypernetwork
        .checkpoint()
        .ifPresent(checkpoint -> metadata.put("hypernetwork_sha256", checkpoint.hash()));
    metadata.put("graph_sha256", Tracer.trace(network).hash());
    metadata.put("seed", Long.toString(options.seed()));
    metadata.put("cutoff", Integer.toString(options.cutoff()));
    metadata.put("backend", backend.name());
    return metadata;
  }

  private PredictionReport report(
      Network network,
      List<TensorDeclaration> tensors,
      double seconds,
      Map<String, String> provenance,
      List<Path> files,
      Optional<Long> crc) {
    long parameters = network.parameters().stream().mapToLong(p -> p.shape().elements()).sum();
    return new PredictionReport(
        parameters, tensors.size(), bytes(tensors), seconds, dtype, provenance, files, crc);
  }
}
