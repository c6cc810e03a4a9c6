/**
 * Measurements: JMH benchmarks of what prediction and training spend their time on, for every
 * backend, the table of their results, and the memory of many predictions.
 */
package org.logah.bench;
