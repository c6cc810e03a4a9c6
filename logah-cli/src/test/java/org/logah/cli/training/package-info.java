/** Tests of runs of training that are stopped and go on. */
package org.logah.cli.training;
