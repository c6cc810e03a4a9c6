package org.logah.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.logah.graph.SizeFeatures;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The settings of meta-training that a user may give in place of a recipe's. */
final class TrainingArguments {
  @Mixin private DataArguments data;

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

  @Option(names = "--meta-batch", paramLabel = "N", description = "Networks in a step.")
  private Integer metaBatch;

  @Option(
      names = "--regularisation",
      paramLabel = "X",
      description = "Weight of the norms of predicted parameters.")
  private Double regularisation;

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

  @Mixin private OptimisationArguments optimisation;

  private Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>(data.given());
    values.putAll(optimisation.given());
    values.put("hypernetwork", hypernetwork);
    values.put("maxOut", maxOut);
    values.put("sizeFeatures", sizeFeatures);
    values.put("rowGrid", rowGrid);
    values.put("linearFanIn", linearFanIn);
    values.put("start", start);
    values.put("architectures", architectures);
    values.put("patchSizes", patchSizes);
    values.put("metaBatch", metaBatch);
    values.put("regularisation", regularisation);
    values.put("averageDecay", averageDecay);
    values.put("embeddingGain", embeddingGain);
    values.put("decoderGain", decoderGain);
    values.values().removeIf(Objects::isNull);
    return values;
  }

  boolean isAnyGiven() {
    return !given().isEmpty();
  }

  /** Puts what was given in place of what is there. */
  void into(ObjectNode settings) {
    settings.putArray("data");
    settings.putArray("validationData");
    given().forEach((name, value) -> settings.set(name, RunJson.tree(value)));
  }
}
