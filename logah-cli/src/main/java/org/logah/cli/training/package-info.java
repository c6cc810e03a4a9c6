/** The commands that train: their configuration, data, runs, and what they write. */
package org.logah.cli.training;
