/** How much the parameters of a network, or of several, differ from each other. */
package org.logah.models.diversity;
