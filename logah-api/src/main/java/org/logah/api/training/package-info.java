/** Training on any backend: batches, architectures, optimiser, schedules, gradient clipping. */
package org.logah.api.training;
