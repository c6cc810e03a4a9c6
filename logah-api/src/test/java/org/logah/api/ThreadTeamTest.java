package org.logah.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ThreadTeamTest {
  @Property(tries = 50)
  void resultsComeInTheOrderOfTheTasks(
      @ForAll @IntRange(min = 1, max = 5) int size, @ForAll @IntRange(max = 40) int tasks) {
    try (ThreadTeam team = new ThreadTeam(size, "test")) {
      List<Supplier<Integer>> work =
          IntStream.range(0, tasks).<Supplier<Integer>>mapToObj(i -> () -> i * i).toList();
      assertThat(team.run(work, result -> {}))
          .isEqualTo(IntStream.range(0, tasks).map(i -> i * i).boxed().toList());
    }
  }

  @Property(tries = 50)
  void aFailureIsThrownAndWhatWasDoneIsDiscarded(
      @ForAll @IntRange(min = 1, max = 5) int size, @ForAll @IntRange(max = 19) int failing) {
    AtomicInteger done = new AtomicInteger();
    List<Integer> discarded = Collections.synchronizedList(new ArrayList<>());
    try (ThreadTeam team = new ThreadTeam(size, "test")) {
      List<Supplier<Integer>> work =
          IntStream.range(0, 20)
              .<Supplier<Integer>>mapToObj(
                  i ->
                      () -> {
                        if (i == failing) {
                          throw new InvalidInputException("task " + i);
                        }
                        done.incrementAndGet();
                        return i;
                      })
              .toList();
      assertThatThrownBy(() -> team.run(work, discarded::add))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("task " + failing);
      assertThat(discarded).hasSize(done.get()).doesNotContain(failing);
      assertThat(team.run(work.subList(failing + 1, 20), discarded::add)).hasSize(19 - failing);
    }
  }

  @Example
  void anErrorIsThrownAndWhatWasDoneIsDiscardedToo() {
    List<Integer> discarded = new ArrayList<>();
    try (ThreadTeam team = new ThreadTeam(1, "test")) {
      List<Supplier<Integer>> work =
          List.of(
              () -> 1,
              () -> {
                throw new OutOfMemoryError("of the device");
              });
      assertThatThrownBy(() -> team.run(work, discarded::add))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("of the device");
    }
    assertThat(discarded).containsExactly(1);
  }

  @Example
  void thereMustBeAThread() {
    assertThatThrownBy(() -> new ThreadTeam(0, "test"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there are 0 threads to work with, not 1 or more");
  }
}
