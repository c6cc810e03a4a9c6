package org.logah.cli.report;

/**
 * A measured value, the mean of several runs, as a plot shows it.
 *
 * @param panel what the panel of the plot is about, such as a network
 * @param series what is compared within a panel, such as an initialisation
 * @param x the budget or size at which it was measured
 * @param mean over the runs
 * @param deviation standard deviation over the runs; 0 for a single one
 */
public record Result(String panel, String series, double x, double mean, double deviation) {}
