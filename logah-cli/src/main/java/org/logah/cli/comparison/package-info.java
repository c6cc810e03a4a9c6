/** The comparison of initialisations: its plan, its queue of jobs, and its report. */
package org.logah.cli.comparison;
