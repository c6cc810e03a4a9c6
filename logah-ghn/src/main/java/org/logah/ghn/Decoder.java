package org.logah.ghn;

import java.util.List;
import java.util.Optional;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.Parameters;

/** Turns the states of nodes into raw weights, not yet tiled or normalised. */
public interface Decoder {
  /** The parameters, named and ordered as in the published checkpoints. */
  List<ParameterSpec> parameters();

  /** Why this decoder cannot give a shape; empty if it can. */
  Optional<String> refusal(DecodeShape shape);

  /**
   * What decoding a shape reads of parameters that it reads in part, through {@link
   * Parameters#rows}; any parameter that is not named may be read whole.
   *
   * @param shape one that is not refused
   */
  default List<RowRange> reads(DecodeShape shape) {
    return List.of();
  }

  /** Multiplications and additions of decoding one node, up to the raw weight itself. */
  double operations(DecodeShape shape);

  /** How many values decoding one node gives, before a weight is multiplied out. */
  long size(DecodeShape shape);

  /**
   * How many weights {@link PreparedDecoder#decode} may read anew each time, so that as many values
   * at least are worth decoding together; 0 if it has no such.
   */
  default long sharedWeights() {
    return 0;
  }

  /**
   * Computes what the decodings of some states share, in the current scope. Which requests are
   * decoded together later changes no bit of it.
   *
   * @param states {@code [nodes, hidden]}
   * @param requests all that will be decoded: rows of {@code states} with shapes that are not
   *     refused
   */
  PreparedDecoder prepare(Parameters parameters, Tensor states, List<DecodeRequest> requests);

  /**
   * Raw values for some nodes, each of a shape of its own, all together.
   *
   * @param states {@code [nodes, hidden]}
   * @param requests rows of {@code states} with shapes that are not refused
   * @return as {@link PreparedDecoder#decode}
   */
  default List<Decoded> decode(Parameters parameters, Tensor states, List<DecodeRequest> requests) {
    return prepare(parameters, states, requests).decode(requests);
  }
}
