package org.logah.api.nn;

/**
 * Which computational graph a network is given. The published hypernetworks were trained on graphs
 * that depart from what tracing yields for two families of language models; a prediction with their
 * weights needs the graph that they know.
 */
public enum GraphConvention {
  /** The graph as traced. */
  TRACED,
  /** The published graph of GPT-2, whose untied language-model head hangs off the input. */
  GPT2,
  /** The published graph of Llama with fused attention, the one in the authors' figures. */
  LLAMA_FUSED,
  /** The published graph of Llama with attention computed step by step. */
  LLAMA_EAGER
}
