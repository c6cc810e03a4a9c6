/** The example projects of {@code docs/examples}, after Maven has built and run them. */
package org.logah.examples;
