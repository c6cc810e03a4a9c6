/** Tests of comparisons: plans, queues that are stopped and go on, reports. */
package org.logah.cli.comparison;
