package org.logah.cli.comparison;

import java.util.List;

/**
 * What a user gives in place of what a plan says; empty lists and {@code null} leave it.
 *
 * @param training an image set, or texts to train on
 * @param validation texts to validate with
 * @param test texts to test with
 * @param hypernetwork for the initialisations of kind {@code ghn} that name none
 */
record PlanOverrides(
    List<String> training, List<String> validation, List<String> test, String hypernetwork) {
  static final PlanOverrides NONE = new PlanOverrides(List.of(), List.of(), List.of(), null);
}
