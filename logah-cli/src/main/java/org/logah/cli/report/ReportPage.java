package org.logah.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.logah.cli.report.RunMetrics.TrainingPoint;
import org.logah.cli.report.RunMetrics.ValidationPoint;

/** The page that reports on a run, in one file of HTML with the picture in it. */
final class ReportPage {
  private static final String STYLE =
      """
      body { font-family: sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; }
      h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
      table { border-collapse: collapse; }
      th, td { text-align: left; padding: 0.25em 1.2em 0.25em 0; border-bottom: 1px solid #ddd; }
      img { width: 100%; } pre { background: #f4f4f4; padding: 0.8em; overflow-x: auto; }
      """;

  private final Path folder;
  private final JsonNode configuration;
  private final RunMetrics metrics;
  private final Optional<byte[]> curve;

  ReportPage(Path folder, JsonNode configuration, RunMetrics metrics, Optional<byte[]> curve) {
    this.folder = folder;
    this.configuration = configuration;
    this.metrics = metrics;
    this.curve = curve;
  }

  /** The whole page. */
  String text() {
    String title = title();
    Html html = new Html();
    html.element(
        "html",
        Map.of("lang", "en"),
        () -> {
          html.element(
              "head",
              () -> {
                html.empty("meta", Map.of("charset", "utf-8"));
                html.element("title", title);
                html.element("style", STYLE);
              });
          html.element("body", () -> body(html, title));
        });
    return html.toString();
  }

  /** What was trained on what; also the title of the picture. */
  String title() {
    return "%s on %s, %s"
        .formatted(
            configuration.path("hypernetwork").asText(),
            configuration.path("architectures").asText(),
            progress());
  }

  private String progress() {
    return String.format(Locale.ROOT, "%,d of %,d steps", metrics.steps(), steps());
  }

  private long steps() {
    return configuration.path("steps").asLong();
  }

  private void body(Html html, String title) {
    html.element("h1", title);
    html.element("p", "Run in " + folder);
    html.element("h2", "Progress");
    if (metrics.training().isEmpty()) {
      html.element("p", "There are no metrics yet.");
    } else {
      html.table(progressRows());
    }
    curve.ifPresentOrElse(
        png ->
            html.empty(
                "img",
                Map.of(
                    "alt",
                    "Loss, learning rate and results on held-out networks over the steps",
                    "src",
                    "data:image/png;base64," + Base64.getEncoder().encodeToString(png))),
        () -> html.element("p", "No plot could be drawn where this page was made."));
    html.element("h2", "Held-out networks, without a step of training");
    if (metrics.validation().isEmpty()) {
      html.element("p", "None has been tried yet, or there are no data to validate with.");
    } else {
      html.table(validationRows());
      html.element(
          "p",
          "A new pair: training has seen the depth and the width, but not together. Deeper, wider:"
              + " than all that training has seen.");
    }
    html.element("h2", "Configuration");
    html.table(configurationRows());
    html.element("h2", "What to do with it");
    commands(html);
  }

  private List<List<String>> progressRows() {
    TrainingPoint last = metrics.last();
    double perStep = metrics.recentSecondsPerStep();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("what", "value"));
    rows.add(
        List.of(
            "steps done",
            String.format(
                Locale.ROOT, "%s (%.1f %%)", progress(), 100.0 * metrics.steps() / steps())));
    rows.add(List.of("last training loss", format("%.4f nats", last.loss())));
    rows.add(List.of("learning rate", format("%.3e", last.learningRate())));
    rows.add(
        List.of(
            "speed of late",
            format("%,.0f ", metrics.recentSpeed())
                + last.unit()
                + format(" per second, %.3f seconds per step", perStep)));
    rows.add(List.of("time spent", time(metrics.seconds())));
    rows.add(List.of("time left, trials apart", time((steps() - metrics.steps()) * perStep)));
    int skipped = metrics.training().stream().mapToInt(TrainingPoint::skipped).sum();
    rows.add(List.of("steps skipped for gradients that were not finite", "" + skipped));
    if (metrics.unreadable() > 0) {
      rows.add(List.of("lines of metrics that cannot be read", "" + metrics.unreadable()));
    }
    return rows;
  }

  private List<List<String>> validationRows() {
    boolean images = metrics.validation().get(0).accuracy().isPresent();
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "network", "what is new", "after steps", "loss", images ? "accuracy" : "perplexity"));
    for (List<ValidationPoint> points : metrics.byNetwork().values()) {
      ValidationPoint last = points.get(points.size() - 1);
      rows.add(
          List.of(
              NetworkLabel.of(last.network()),
              NetworkLabel.novelty(last.novelty()),
              String.format(Locale.ROOT, "%,d", last.steps()),
              format("%.4f", last.loss()),
              last.accuracy().isPresent()
                  ? format("%.2f %%", 100 * last.accuracy().getAsDouble())
                  : format("%,.1f", last.perplexity())));
    }
    return rows;
  }

  private List<List<String>> configurationRows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("setting", "value"));
    configuration
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String text = value.isNull() ? "-" : value.asText(value.toString());
              rows.add(List.of(field.getKey(), value.isContainerNode() ? "" + value : text));
            });
    return rows;
  }

  private void commands(Html html) {
    if (metrics.steps() < steps()) {
      html.element("p", "Go on with the run:");
      html.element("pre", "./logah train --resume " + folder);
    }
    html.element(
        "p",
        "Predict the parameters of a network of the set (the first held-out one here; any line that"
            + " `logah sample` prints will do). Predictions are good for widths that training has"
            + " seen, and rarely for others:");
    html.element(
        "pre",
        """
        ./logah sample %s%s --held-out --out networks.jsonl
        head -n 1 networks.jsonl > config.json
        ./logah predict config.json --ghn %s --out predicted"""
            .formatted(
                configuration.path("architectures").asText(),
                settings(),
                folder.resolve("hypernetwork.safetensors")));
  }

  /** Options that make the networks of a set those of this run. */
  private String settings() {
    String network = metrics.validation().isEmpty() ? "" : metrics.validation().get(0).network();
    return option(" --image-size ", NetworkLabel.field(network, "imageSize"))
        + option(" --patch-size ", NetworkLabel.field(network, "patchSize"))
        + option(" --classes ", NetworkLabel.field(network, "classes"));
  }

  private static String option(String name, OptionalInt value) {
    return value.isPresent() ? name + value.getAsInt() : "";
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }

  private static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "not known";
    }
    Duration time = Duration.ofSeconds(Math.round(seconds));
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d hours",
        time.toHours(),
        time.toMinutesPart(),
        time.toSecondsPart());
  }
}
