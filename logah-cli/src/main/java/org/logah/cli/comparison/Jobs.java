package org.logah.cli.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.logah.cli.training.Schedule;

/** The jobs of a plan in the order in which they are done. */
final class Jobs {
  private Jobs() {}

  /**
   * All jobs: those that choose rates, then seed by seed every network with every initialisation,
   * so that there is a whole table early on, then the controls.
   */
  static List<Job> of(Plan plan) {
    List<Job> jobs = new ArrayList<>();
    plan.networks().stream()
        .map(plan::judge)
        .distinct()
        .forEach(
            network ->
                plan.initialisations().forEach(each -> jobs.addAll(trials(plan, network, each))));
    for (long seed : plan.seeds()) {
      for (PlannedNetwork network : plan.networks()) {
        for (PlannedInitialisation initialisation : plan.initialisations()) {
          jobs.add(run(plan, network, initialisation, seed));
        }
      }
    }
    for (Plan.Control control : plan.controls()) {
      jobs.add(
          new Job(
              Job.Kind.CONTROL,
              plan.network(control.network()),
              plan.initialisation(control.initialisation()),
              control.seed(),
              control.learningRate(),
              control.schedule(),
              control.warmUpSteps(),
              List.of(control.steps())));
    }
    return jobs;
  }

  /** One job for each rate that an initialisation may have on a network. */
  static List<Job> trials(Plan plan, PlannedNetwork network, PlannedInitialisation initialisation) {
    Plan.RateChoice choice = plan.rateChoice();
    return choice.rates().stream()
        .map(
            rate ->
                new Job(
                    Job.Kind.RATE,
                    network,
                    initialisation,
                    choice.seed(),
                    rate,
                    Schedule.CONSTANT,
                    plan.warmUpSteps(),
                    List.of(choice.steps())))
        .toList();
  }

  /** The job that gives the results of a seed. */
  static Job run(
      Plan plan, PlannedNetwork network, PlannedInitialisation initialisation, long seed) {
    return new Job(
        Job.Kind.RUN,
        network,
        initialisation,
        seed,
        null,
        Schedule.CONSTANT,
        plan.warmUpSteps(),
        network.budgets());
  }

  /** The chosen jobs, and those that choose rates for them. */
  static List<Job> selected(Plan plan, JobFilter filter) {
    List<Job> chosen = of(plan).stream().filter(filter::matches).toList();
    List<Job> needed =
        chosen.stream()
            .filter(job -> job.learningRate() == null)
            .flatMap(job -> trials(plan, plan.judge(job.network()), job.initialisation()).stream())
            .toList();
    return of(plan).stream()
        .filter(job -> Stream.concat(chosen.stream(), needed.stream()).anyMatch(job::equals))
        .toList();
  }
}
