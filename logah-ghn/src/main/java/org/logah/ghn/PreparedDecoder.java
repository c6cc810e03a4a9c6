package org.logah.ghn;

import java.util.List;

/** A decoder that has computed what decodings of the same states share. */
@FunctionalInterface
public interface PreparedDecoder {
  /**
   * Raw values of some nodes, in the current scope.
   *
   * @param requests some of those that were prepared for
   * @return for each request the values of its node, of sizes up to those asked for; a decoder that
   *     has less gives what it has, to be tiled
   */
  List<Decoded> decode(List<DecodeRequest> requests);
}
