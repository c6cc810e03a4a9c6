package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.logah.graph.SizeFeatures;
import picocli.CommandLine.Option;

/** The settings of meta-training that a user may give in place of a recipe's. */
final class TrainingArguments {
  @Option(
      names = "--ghn",
      paramLabel = "PRESET",
      description = "logah-tiny, -small, -base or -large.")
  private String hypernetwork;

  @Option(
      names = "--max-out",
      paramLabel = "ROWS",
      description =
          "Most rows of a weight that are decoded, 2048 as published; larger weights, such as the"
              + " tables of a vocabulary, repeat them.")
  private Integer maxOut;

  @Option(
      names = "--size-features",
      paramLabel = "NAME",
      description = "How sizes become features: ${COMPLETION-CANDIDATES}.")
  private SizeFeatures sizeFeatures;

  @Option(
      names = "--row-grid",
      paramLabel = "ROWS",
      description = "Rows decoded for axes of any width, which resample them; 0 for their own.")
  private Integer rowGrid;

  @Option(
      names = "--linear-fan-in",
      description = "Predicted weights shrink with fan-in instead of its root.")
  private Boolean linearFanIn;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "A hypernetwork whose parameters to begin with.")
  private String start;

  @Option(
      names = "--architectures",
      paramLabel = "SET",
      description = "Name or file of a set, see `logah sample`.")
  private String architectures;

  @Option(
      names = "--patch-size",
      paramLabel = "PIXELS",
      split = ",",
      description = "Side of the patches; several are drawn equally often.")
  private List<Integer> patchSizes;

  @Option(names = "--batch", paramLabel = "N", description = "Images or windows in a step.")
  private Integer batch;

  @Option(names = "--length", paramLabel = "N", description = "Tokens of a window of text.")
  private Integer length;

  @Option(names = "--steps", paramLabel = "N", description = "How many steps.")
  private Long steps;

  @Option(names = "--schedule", paramLabel = "NAME", description = "${COMPLETION-CANDIDATES}.")
  private Schedule schedule;

  @Option(names = "--learning-rate", paramLabel = "X", description = "The highest rate.")
  private Double learningRate;

  @Option(names = "--warm-up", paramLabel = "SHARE", description = "Share of steps of warm-up.")
  private Double warmUp;

  @Option(names = "--meta-batch", paramLabel = "N", description = "Networks in a step.")
  private Integer metaBatch;

  @Option(
      names = "--regularisation",
      paramLabel = "X",
      description = "Weight of the norms of predicted parameters.")
  private Double regularisation;

  @Option(names = "--weight-decay", paramLabel = "X", description = "Of AdamW.")
  private Double weightDecay;

  @Option(names = "--clip", paramLabel = "NORM", description = "Largest norm of gradients.")
  private Double maxGradientNorm;

  @Option(
      names = "--average-decay",
      paramLabel = "X",
      description = "Of the moving average of parameters (EMA); 0 keeps none.")
  private Double averageDecay;

  @Option(
      names = "--embedding-gain",
      paramLabel = "X",
      description = "Factor of the initial embeddings.")
  private Double embeddingGain;

  @Option(
      names = "--decoder-gain",
      paramLabel = "X",
      description = "Factor of the initial weights of the decoder's perceptron.")
  private Double decoderGain;

  @Option(
      names = "--validation-images",
      paramLabel = "N",
      description = "Training images held out to validate with.")
  private Integer validationImages;

  @Option(names = "--seed", paramLabel = "N", description = "Of all that is drawn.")
  private Long seed;

  private Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hypernetwork", hypernetwork);
    values.put("maxOut", maxOut);
    values.put("sizeFeatures", sizeFeatures);
    values.put("rowGrid", rowGrid);
    values.put("linearFanIn", linearFanIn);
    values.put("start", start);
    values.put("architectures", architectures);
    values.put("patchSizes", patchSizes);
    values.put("batch", batch);
    values.put("length", length);
    values.put("steps", steps);
    values.put("schedule", schedule);
    values.put("learningRate", learningRate);
    values.put("warmUp", warmUp);
    values.put("metaBatch", metaBatch);
    values.put("regularisation", regularisation);
    values.put("weightDecay", weightDecay);
    values.put("maxGradientNorm", maxGradientNorm);
    values.put("averageDecay", averageDecay);
    values.put("embeddingGain", embeddingGain);
    values.put("decoderGain", decoderGain);
    values.put("validationImages", validationImages);
    values.put("seed", seed);
    values.values().removeIf(Objects::isNull);
    return values;
  }

  boolean isAnyGiven() {
    return !given().isEmpty();
  }

  /** Puts what was given in place of what is there. */
  void into(ObjectNode settings) {
    given().forEach((name, value) -> settings.set(name, RunJson.tree(value)));
  }
}
