/** Computational graphs as files: drawn for people, or described for other programs. */
package org.logah.graph.export;
