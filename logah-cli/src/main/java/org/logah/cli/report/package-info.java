/** Plots of training and of results, and the page that reports on a run. */
package org.logah.cli.report;
