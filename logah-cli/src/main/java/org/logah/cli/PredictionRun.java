package org.logah.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.logah.api.DType;
import org.logah.api.nn.Network;
import org.logah.api.safetensors.SafetensorsWriter;
import org.logah.api.safetensors.TensorDeclaration;
import org.logah.ghn.FactoredPlan;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.PredictionSink;
import org.logah.models.layout.Layout;

/** One prediction, from the choice of everything to its report. */
record PredictionRun(
    Layout layout,
    DType dtype,
    ParameterOrigin origin,
    MemoryBudget budget,
    Interruption interruption,
    PrintWriter err,
    boolean quiet,
    Profile profile) {

  static PredictionRun of(
      Layout layout,
      OutputArguments output,
      ParameterOrigin origin,
      Interruption interruption,
      PrintWriter err,
      Profile profile) {
    return new PredictionRun(
        layout,
        output.dtype(),
        origin,
        output.budget(),
        interruption,
        err,
        output.quiet(),
        profile);
  }

  /**
   * Writes a checkpoint, or computes only where there is no folder.
   *
   * @param tokenizer copied beside the weights unless the user gave another
   */
  PredictionReport to(
      Optional<CheckpointFolder> folder,
      OutputArguments output,
      String configJson,
      Optional<Path> tokenizer)
      throws IOException {
    return folder.isPresent()
        ? toFolder(folder.get(), output.maxShardBytes(), configJson, output.tokenizer(tokenizer))
        : toNowhere(output.crc());
  }

  /** Writes a checkpoint; if that fails the folder is as before. */
  private PredictionReport toFolder(
      CheckpointFolder folder, long maxShardBytes, String configJson, Optional<Path> tokenizer)
      throws IOException {
    Network network = layout.config().network();
    List<TensorDeclaration> tensors = ExportSink.declarations(layout, dtype);
    Map<String, String> metadata = metadata(network);
    try (folder) {
      SafetensorsWriter writer = folder.begin(tensors, metadata, maxShardBytes);
      double seconds;
      List<Path> files;
      try (Progress progress = progress(tensors)) {
        try (BackgroundOutput output =
            new BackgroundOutput(
                profile.timed(Profile.Part.WRITING, writer::append), budget.waitingBytes())) {
          origin.stream(network, sink(profile.timed(Profile.Part.WAITING, output), progress));
          profile.run(Profile.Part.FINISHING, output::finish);
        }
        files = profile.timed(Profile.Part.FINISHING, () -> folder.commit(configJson, tokenizer));
        seconds = progress.seconds();
      }
      return report(network, tensors, seconds, metadata, files, Optional.empty());
    }
  }

  /** Writes a factored checkpoint; if that fails the folder is as before. */
  PredictionReport toFactored(
      CheckpointFolder folder,
      HypernetworkConfig hypernetwork,
      String configJson,
      Optional<Path> tokenizer)
      throws IOException {
    Network network = layout.config().network();
    FactoredPlan plan = new FactoredPlan(hypernetwork, network);
    Map<String, String> metadata = metadata(network);
    try (folder) {
      SafetensorsWriter writer = folder.beginFactored(plan.tensors(), plan.metadata(metadata));
      double seconds;
      List<Path> files;
      try (Progress progress = progress(plan.tensors())) {
        PredictionSink sink = plan.sink(writer);
        origin.stream(
            network,
            (spec, value) -> {
              interruption.check();
              profile.run(Profile.Part.WAITING, () -> sink.accept(spec, value));
            });
        files = profile.timed(Profile.Part.FINISHING, () -> folder.commit(configJson, tokenizer));
        seconds = progress.seconds();
      }
      return report(network, plan.tensors(), seconds, metadata, files, Optional.empty());
    }
  }

  /** Computes everything and keeps nothing. */
  private PredictionReport toNowhere(boolean checksum) throws IOException {
    Network network = layout.config().network();
    List<TensorDeclaration> tensors = ExportSink.declarations(layout, dtype);
    CRC32 crc = new CRC32();
    TensorOutput output =
        checksum
            ? profile.timed(Profile.Part.CHECKSUM, TensorOutput.checksum(crc))
            : TensorOutput.none();
    try (Progress progress = progress(tensors)) {
      origin.stream(network, sink(output, progress));
      return report(
          network,
          tensors,
          progress.seconds(),
          metadata(network),
          List.of(),
          checksum ? Optional.of(crc.getValue()) : Optional.empty());
    }
  }

  private ExportSink sink(TensorOutput output, Progress progress) {
    return new ExportSink(
        layout,
        dtype,
        output,
        budget.pieceBytes(),
        bytes -> {
          interruption.check();
          progress.add(bytes);
        },
        profile);
  }

  private Progress progress(List<TensorDeclaration> tensors) {
    return new Progress(err, quiet, bytes(tensors));
  }

  private static long bytes(List<TensorDeclaration> tensors) {
    return tensors.stream().mapToLong(TensorDeclaration::bytes).sum();
  }

  private Map<String, String> metadata(Network network) {
    Map<String, String> metadata = new TreeMap<>(origin.provenance(network));
    metadata.put("format", "pt");
    metadata.put("family", layout.config().family());
    metadata.put("layout", layout.name());
    return metadata;
  }

  private PredictionReport report(
      Network network,
      List<TensorDeclaration> tensors,
      double seconds,
      Map<String, String> metadata,
      List<Path> files,
      Optional<Long> crc) {
    long parameters = network.parameters().stream().mapToLong(p -> p.shape().elements()).sum();
    return new PredictionReport(
        parameters, tensors.size(), bytes(tensors), seconds, dtype, metadata, files, crc);
  }
}
