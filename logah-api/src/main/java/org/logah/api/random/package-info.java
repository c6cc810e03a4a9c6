/** The one generator of random numbers, counter-based, so that every backend sees the same. */
package org.logah.api.random;
