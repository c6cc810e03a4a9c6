package org.logah.cli.comparison;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import org.logah.api.training.AdamW;
import org.logah.api.training.SupervisedSettings;
import org.logah.cli.training.DataSettings;
import org.logah.cli.training.Schedule;

/**
 * What is compared, and how; docs/finetuning.md has its JSON.
 *
 * @param data for all runs
 * @param warmUpSteps in which the learning rate grows, after which it stays
 * @param weightDecay of AdamW
 * @param maxGradientNorm to which gradients are clipped
 * @param labelSmoothing share of each target's probability that goes to all classes alike
 * @param seeds one run of each network and initialisation for each
 * @param rateChoice how the learning rate of each initialisation is chosen
 * @param networks on which initialisations are compared
 * @param initialisations that are compared
 * @param controls further runs, as long as the hypernetwork was trained
 */
record Plan(
    DataSettings data,
    long warmUpSteps,
    double weightDecay,
    double maxGradientNorm,
    double labelSmoothing,
    List<Long> seeds,
    RateChoice rateChoice,
    List<PlannedNetwork> networks,
    List<PlannedInitialisation> initialisations,
    List<Control> controls) {

  /**
   * How the learning rate of each initialisation is chosen: one run each, the best on validation
   * data.
   *
   * @param rates to choose from
   * @param steps after which they are judged
   * @param seed of these runs
   * @param network the one on which the rate is chosen for all; {@code null} if each network has
   *     its own
   */
  record RateChoice(List<Double> rates, long steps, long seed, String network) {
    RateChoice {
      rates = List.copyOf(rates);
    }
  }

  /**
   * A run of its own length, as a control at equal total compute.
   *
   * @param network name of the network
   * @param initialisation name of the initialisation
   * @param seed of the run
   * @param steps how many
   * @param schedule of the learning rate
   * @param learningRate its highest; {@code null} for the chosen one
   * @param warmUpSteps in which it grows
   */
  record Control(
      String network,
      String initialisation,
      long seed,
      long steps,
      Schedule schedule,
      Double learningRate,
      long warmUpSteps) {}

  Plan {
    seeds = List.copyOf(seeds);
    networks = List.copyOf(networks);
    initialisations = List.copyOf(initialisations);
    controls = List.copyOf(controls);
  }

  @JsonIgnore
  SupervisedSettings settings() {
    return new SupervisedSettings(
        AdamW.LOGAH.with(weightDecay, maxGradientNorm), labelSmoothing, 1);
  }

  PlannedNetwork network(String name) {
    return networks.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  PlannedInitialisation initialisation(String name) {
    return initialisations.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The network on which the learning rate for a network is chosen. */
  PlannedNetwork judge(PlannedNetwork network) {
    return rateChoice.network() == null ? network : network(rateChoice.network());
  }
}
