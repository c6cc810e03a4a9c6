/** Runs the commands as a user would, and holds the arrows between the modules. */
package org.logah.cli;
