package org.logah.api.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RandomStreamTest {
  /** The known answers that the authors of Philox publish with Random123 ({@code kat_vectors}). */
  @Example
  void agreesWithTheKnownAnswers() {
    assertThat(RandomStream.philox(0, 0, 0))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(RandomStream.philox(-1, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(RandomStream.philox(0x85a308d3243f6a88L, 0x0370734413198a2eL, 0x299f31d0a4093822L))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Example
  void theIndexRunsThroughTheWordsOfTheBlocks() {
    RandomStream random = new RandomStream(0, 0);
    assertThat(random.uniform(0)).isEqualTo((0x6627e8d5L + 0.5) * 0x1p-32);
    assertThat(random.uniform(3)).isEqualTo((0x9b00dbd8L + 0.5) * 0x1p-32);
    assertThat(random.integer(1, 1 << 16)).isEqualTo(0xe169);
    assertThat(new RandomStream(5, 9).uniform(4))
        .isEqualTo((Integer.toUnsignedLong(RandomStream.philox(1, 9, 5)[0]) + 0.5) * 0x1p-32);
  }

  @Property(tries = 300, seed = "1")
  void numbersLieWhereTheyShould(
      @ForAll long seed,
      @ForAll long stream,
      @ForAll long index,
      @ForAll @IntRange(min = 1) int bound) {
    RandomStream random = new RandomStream(seed, stream);
    assertThat(random.uniform(index))
        .isStrictlyBetween(0.0, 1.0)
        .isEqualTo(new RandomStream(seed, stream).uniform(index));
    assertThat(random.integer(index, bound)).isBetween(0, bound - 1);
  }

  @Example
  void refusesABoundBelowOne() {
    assertThatThrownBy(() -> new RandomStream(0, 0).integer(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no integer lies below 0 and above -1");
  }

  @Example
  void integersAreUniform() {
    RandomStream random = RandomStream.named(3, "dice");
    int[] counts = new int[6];
    int throwsOfTheDie = 60_000;
    for (int i = 0; i < throwsOfTheDie; i++) {
      counts[random.integer(i, 6)]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - 10_000.0) * (count - 10_000.0) / 10_000.0;
    }
    assertThat(chiSquare).isLessThan(20.5); // the 99.9th percentile of five degrees of freedom
  }

  @Example
  void seedsAndNamesGiveUnrelatedSequences() {
    RandomStream[] streams = {
      RandomStream.named(0, "a"),
      RandomStream.named(1, "a"),
      RandomStream.named(0, "b"),
      new RandomStream(0, 0),
      new RandomStream(0, 1)
    };
    int count = 20_000;
    Set<Double> seen = new HashSet<>();
    for (RandomStream stream : streams) {
      seen.add(stream.uniform(0));
      for (RandomStream other : streams) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += (stream.uniform(i) - 0.5) * (other.uniform(i) - 0.5);
        }
        double expected = stream.equals(other) ? 1 : 0;
        assertThat(sum / count * 12).isCloseTo(expected, within(5 / Math.sqrt(count)));
      }
    }
    assertThat(seen).hasSize(streams.length);
  }

  @Example
  void namesAreHashedWithFnv1a() {
    assertThat(RandomStream.named(0, "").stream()).isEqualTo(0xCBF29CE484222325L);
    assertThat(RandomStream.named(0, "a").stream()).isEqualTo(0xAF63DC4C8601EC8CL);
    assertThat(RandomStream.named(0, "foobar").stream()).isEqualTo(0x85944171F73967E8L);
  }

  @Example
  void numbersTogetherAreThoseOneByOne() {
    RandomStream stream = RandomStream.named(5, "together");
    double[] together = stream.uniforms(11);
    for (int i = 0; i < together.length; i++) {
      assertThat(together[i]).isEqualTo(stream.uniform(i));
    }
    for (long first : new long[] {0, 1, 2, 3, 4, 6, (1L << 33) + 3}) {
      double[] later = stream.uniforms(first, 7);
      for (int i = 0; i < later.length; i++) {
        assertThat(later[i]).isEqualTo(stream.uniform(first + i));
      }
    }
  }
}
