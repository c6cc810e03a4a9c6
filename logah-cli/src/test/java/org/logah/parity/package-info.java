/** Equality with numbers recorded from the published implementation. */
package org.logah.parity;
