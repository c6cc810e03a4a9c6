package org.logah.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.logah.ghn.PredictionStage;

/** What the time of a command goes to. Safe for several threads. */
final class Profile implements PredictionStage.Listener {
  /** A part of the work. */
  enum Part {
    START("start of Java and of the command", false),
    BACKEND("loading the backend's natives", false),
    HYPERNETWORK("reading the hypernetwork", false),
    READING("reading factors", false),
    TRACING("tracing the network", false),
    ENCODING("encoding its graph", false),
    AWAITING("waiting for the decoder", false),
    DRAWING("drawing what is not predicted", false),
    MULTIPLYING("multiplying factors", false),
    CONVERTING("converting element types", false),
    TILING("tiling", false),
    CHECKSUM("checksum", false),
    WAITING("waiting for the writer", false),
    FINISHING("end of writing, and names", false),
    DECODING("decoding", true),
    NORMALISING("normalising", true),
    WRITING("writing", true);

    private final String label;
    private final boolean beside;

    Part(String label, boolean beside) {
      this.label = label;
      this.beside = beside;
    }
  }

  /** Work that gives something. */
  interface Work<T> {
    T get() throws IOException;
  }

  /** Work that gives nothing. */
  interface Action {
    void run() throws IOException;
  }

  private final Map<Part, LongAdder> nanoseconds = new EnumMap<>(Part.class);
  private final DoubleAdder operations = new DoubleAdder();
  private final Instant created = Instant.now();

  Profile() {
    for (Part part : Part.values()) {
      nanoseconds.put(part, new LongAdder());
    }
  }

  /** When Java began; the system itself tells this to the second only. */
  private static Instant started() {
    return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
  }

  void add(Part part, long spent) {
    nanoseconds.get(part).add(spent);
  }

  @Override
  public void spent(PredictionStage stage, long spent) {
    add(
        switch (stage) {
          case TRACING -> Part.TRACING;
          case ENCODING -> Part.ENCODING;
          case AWAITING -> Part.AWAITING;
          case DRAWING -> Part.DRAWING;
          case DECODING -> Part.DECODING;
          case NORMALISING -> Part.NORMALISING;
        },
        spent);
  }

  @Override
  public void decoded(double count) {
    operations.add(count);
  }

  /**
   * Multiplications and additions of the decoder in a second, from its first to the last tensor.
   */
  private double decoderFlops() {
    double seconds =
        EnumSet.range(Part.AWAITING, Part.WAITING).stream().mapToDouble(this::seconds).sum();
    return seconds == 0 ? 0 : operations.sum() / seconds;
  }

  <T> T timed(Part part, Work<T> work) throws IOException {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      add(part, System.nanoTime() - start);
    }
  }

  void run(Part part, Action action) throws IOException {
    timed(
        part,
        () -> {
          action.run();
          return part;
        });
  }

  /** An output whose time counts as a part. */
  TensorOutput timed(Part part, TensorOutput output) {
    return (name, piece) -> run(part, () -> output.write(name, piece));
  }

  private double seconds(Part part) {
    return part == Part.START
        ? Duration.between(started(), created).toNanos() / 1e9
        : nanoseconds.get(part).sum() / 1e9;
  }

  private static double total() {
    return Duration.between(started(), Instant.now()).toNanos() / 1e9;
  }

  private double others(double total) {
    return total
        - Arrays.stream(Part.values())
            .filter(part -> !part.beside)
            .mapToDouble(this::seconds)
            .sum();
  }

  /** One line for each part, those of other threads last. */
  String text() {
    double total = total();
    StringBuilder text = new StringBuilder();
    for (Part part : Part.values()) {
      if (part == Part.DECODING) {
        line(text, "all else", others(total), total);
        line(text, "together", total, total);
      }
      line(text, part.label + (part.beside ? ", meanwhile" : ""), seconds(part), total);
    }
    return text
        + String.format(Locale.ROOT, "  the decoder computes %.2f GFLOP/s", decoderFlops() / 1e9);
  }

  private static void line(StringBuilder text, String label, double seconds, double total) {
    text.append(
        String.format(
            Locale.ROOT, "  %-36s %8.3f s %5.1f %%%n", label, seconds, 100 * seconds / total));
  }

  /** Seconds by part. */
  void addTo(ObjectNode json) {
    double total = total();
    for (Part part : Part.values()) {
      json.put(Words.lower(part), seconds(part));
    }
    json.put("all_else", others(total)).put("together", total);
    json.put("decoder_operations", operations.sum()).put("decoder_flops", decoderFlops());
  }
}
