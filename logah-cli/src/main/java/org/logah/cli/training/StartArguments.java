package org.logah.cli.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;

/** Where the values that a network begins with come from. */
final class StartArguments {
  @Option(
      names = "--init",
      paramLabel = "NAME|FOLDER",
      description =
          "random, orthogonal, mimetic, ghn, or the folder of a model that predict or finetune"
              + " wrote.")
  private String initialisation;

  @Option(
      names = "--ghn",
      paramLabel = "FILE",
      description =
          "The hypernetwork that predicts them: a file, vision-tiny or language-tiny, of which that"
              + " for such models is the default, or logah-tiny, -small, -base or -large for an"
              + " untrained one.")
  private String hypernetwork;

  @Option(
      names = "--noise",
      paramLabel = "SIGMA",
      description =
          "Noise added to predicted weights, in standard deviations of each weight; 0 by default.")
  private Double noise;

  @Option(
      names = "--widen-from",
      paramLabel = "WIDTH",
      description =
          "Begin with the values of a model of this width, widened so that the wide one computes the"
              + " same; for widths that a hypernetwork has not been trained with. --noise then is"
              + " noise that changes nothing before the first step, 1 by default.")
  private Integer widenFrom;

  @Option(
      names = "--cutoff",
      paramLabel = "N",
      description =
          "Longest path that counts as a virtual edge; 250 for language, 50 for vision by default.")
  private Integer cutoff;

  @Option(
      names = "--new-head",
      description =
          "Draw the output layer anew, as is done in any case if the number of classes differs.")
  private boolean newHead;

  /** What was given, by the names of {@link StartingPoint}. */
  Map<String, Object> given() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("initialisation", initialisation());
    values.put("hypernetwork", StartingPoint.absolute(hypernetwork));
    values.put("noise", noise());
    values.put("cutoff", cutoff);
    values.put("newHead", newHead ? true : null);
    values.put("widenFrom", widenFrom);
    values.values().removeIf(Objects::isNull);
    return values;
  }

  /** The starting point; without any option it is what the shipped hypernetwork predicts. */
  StartingPoint point() {
    return new StartingPoint(
        initialisation() == null ? StartingPoint.PREDICTED : initialisation(),
        StartingPoint.absolute(hypernetwork),
        noise() == null ? 0 : noise(),
        cutoff == null ? 0 : cutoff,
        newHead,
        widenFrom == null ? 0 : widenFrom);
  }

  /** What was given, or what widening needs for copies to become different. */
  private Double noise() {
    return noise == null && widenFrom != null
        ? Double.valueOf(StartingPoint.usualNoise(widenFrom))
        : noise;
  }

  private String initialisation() {
    if (initialisation == null && hypernetwork != null) {
      return StartingPoint.PREDICTED;
    }
    return StartingPoint.isName(initialisation)
        ? initialisation
        : StartingPoint.absolute(initialisation);
  }
}
