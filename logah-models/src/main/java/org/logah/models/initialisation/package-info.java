/** Initial values of networks that nobody predicted: what a prediction must be compared with. */
package org.logah.models.initialisation;
