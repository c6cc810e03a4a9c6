/**
 * The command line: {@code predict}, {@code expand}, {@code graph}, {@code convert} and {@code
 * info}. Exit code 0 is success, 1 that the world failed (disk, memory, device), 2 the user's
 * mistake.
 */
package org.logah.cli;
