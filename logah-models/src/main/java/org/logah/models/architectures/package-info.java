/**
 * Sets of architectures that hypernetworks are trained and tested on: drawn by number from a seed,
 * or read from a file.
 */
package org.logah.models.architectures;
