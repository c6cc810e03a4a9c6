/** Tests of plots and reports. */
package org.logah.cli.report;
