package org.logah.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class DistancesTest {
  private static final int NONE = 1_000_000;

  /** Floyd and Warshall's algorithm. */
  private static int[][] allPairs(ComputationGraph graph) {
    int nodes = graph.nodes().size();
    int[][] lengths = new int[nodes][nodes];
    for (int i = 0; i < nodes; i++) {
      Arrays.fill(lengths[i], NONE);
      for (int successor : graph.successors(i)) {
        lengths[i][successor] = 1;
      }
    }
    for (int via = 0; via < nodes; via++) {
      for (int i = 0; i < nodes; i++) {
        for (int j = 0; j < nodes; j++) {
          lengths[i][j] = Math.min(lengths[i][j], lengths[i][via] + lengths[via][j]);
        }
      }
    }
    return lengths;
  }

  @Property(tries = 300)
  void areThoseOfAnotherAlgorithm(
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @DoubleRange(min = 0.02, max = 0.5) double density,
      @ForAll @IntRange(min = 1, max = 60) int cutoff,
      @ForAll long seed) {
    ComputationGraph graph = RandomGraphs.draw(nodes, density, seed);
    int[][] expected = allPairs(graph);
    Distances distances = graph.distances(cutoff);
    assertThat(distances.nodes()).isEqualTo(nodes);
    for (int i = 0; i < nodes; i++) {
      for (int j = 0; j < nodes; j++) {
        int length = expected[i][j] <= cutoff ? expected[i][j] : 0;
        assertThat(distances.get(i, j)).as("from %d to %d", i, j).isEqualTo(length);
      }
    }
  }

  @Property(tries = 100)
  void degreesCountEdgesAtAnyCutoff(
      @ForAll @IntRange(min = 1, max = 40) int nodes,
      @ForAll @IntRange(min = 1, max = 60) int cutoff,
      @ForAll long seed) {
    ComputationGraph graph = RandomGraphs.draw(nodes, 0.2, seed);
    Distances distances = graph.distances(cutoff);
    int[] entering = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      assertThat(distances.outDegree(i)).isEqualTo(graph.successors(i).length);
      for (int successor : graph.successors(i)) {
        entering[successor]++;
      }
    }
    for (int i = 0; i < nodes; i++) {
      assertThat(distances.inDegree(i)).isEqualTo(entering[i]);
    }
  }

  @Example
  void aLongChainIsMeasuredToTheCutoffAndNotBeyond() {
    int nodes = 300;
    int[][] successors = new int[nodes][];
    for (int i = 0; i < nodes; i++) {
      successors[i] = i + 1 < nodes ? new int[] {i + 1} : new int[0];
    }
    ComputationGraph chain =
        new ComputationGraph(RandomGraphs.draw(nodes, 0, 1).nodes(), successors);
    Distances distances = chain.distances(250);
    assertThat(distances.get(0, 250)).isEqualTo(250);
    assertThat(distances.get(0, 251)).isZero();
    assertThat(distances.get(49, 299)).isEqualTo(250);
    assertThat(distances.get(299, 0)).isZero();
  }

  @Example
  void aCutoffThatNoPathCanHaveIsRefused() {
    ComputationGraph graph = RandomGraphs.draw(3, 0.5, 1);
    assertThatThrownBy(() -> graph.distances(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cutoff 0 is not 1 to 32767");
    assertThatThrownBy(() -> graph.distances(40_000)).isInstanceOf(IllegalArgumentException.class);
  }
}
