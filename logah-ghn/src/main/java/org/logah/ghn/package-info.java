/** The hypernetwork: its configuration and checkpoints, the decoders, prediction into a sink. */
package org.logah.ghn;
