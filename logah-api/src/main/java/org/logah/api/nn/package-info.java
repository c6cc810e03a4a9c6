/**
 * Networks as immutable values: parameter specifications, layers that name them, initialisation.
 */
package org.logah.api.nn;
