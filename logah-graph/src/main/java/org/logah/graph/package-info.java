/**
 * The graph encoder: a network is traced into its computational graph, whose nodes are embedded and
 * run through a Graphormer, so that every parameter has a state that says where in the network it
 * is.
 */
package org.logah.graph;
