/** Data to train on and to evaluate with: batches by number, made on the host. */
package org.logah.models.data;
