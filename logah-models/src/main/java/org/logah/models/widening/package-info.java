/** Wide models that compute what a narrow one does. */
package org.logah.models.widening;
