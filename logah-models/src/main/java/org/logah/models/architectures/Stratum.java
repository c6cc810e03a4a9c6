package org.logah.models.architectures;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The networks of some depths: every width is as likely as every other, and given the width every
 * number of heads.
 *
 * @param fewestLayers least depth
 * @param mostLayers greatest depth, itself included
 * @param widths widths of a token
 * @param heads numbers of heads that a width may have
 */
record Stratum(
    int fewestLayers, int mostLayers, List<Integer> widths, IntFunction<List<Integer>> heads) {

  /** Widths from the least to the greatest, both included. */
  static List<Integer> range(int least, int greatest, int step) {
    return IntStream.iterate(least, width -> width <= greatest, width -> width + step)
        .boxed()
        .toList();
  }

  /** Numbers of heads that part a width into heads of a size within the bounds. */
  static IntFunction<List<Integer>> headSizes(int least, int greatest) {
    return width ->
        IntStream.rangeClosed(1, width)
            .filter(heads -> width % heads == 0)
            .filter(heads -> width / heads >= least && width / heads <= greatest)
            .boxed()
            .toList();
  }

  boolean holds(int layers) {
    return fewestLayers <= layers && layers <= mostLayers;
  }

  Stream<Size> sizes() {
    return IntStream.rangeClosed(fewestLayers, mostLayers)
        .boxed()
        .flatMap(
            layers ->
                widths.stream()
                    .flatMap(
                        width ->
                            heads.apply(width).stream()
                                .map(count -> new Size(layers, width, count))));
  }
}
