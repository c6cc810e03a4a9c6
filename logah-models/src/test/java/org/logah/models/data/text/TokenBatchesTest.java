package org.logah.models.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.logah.api.DType;
import org.logah.api.InvalidInputException;
import org.logah.api.Shape;
import org.logah.models.data.HostBatch;
import org.logah.models.data.Values;
import org.logah.models.data.text.EvaluationTokens.Rest;

class TokenBatchesTest {
  private static final int SECOND = 10_000;
  private static Path folder;
  private static TokenFile first;
  private static TokenFile second;

  /** Numbers its tokens, so that each tells where it stands. */
  record Counting(int from, int vocabulary) implements TokenEncoder {
    @Override
    public int endOfText() {
      return 0;
    }

    @Override
    public void encode(String text, IntConsumer tokens) {
      for (int i = 0; i < text.length(); i++) {
        tokens.accept(from + i);
      }
    }
  }

  @BeforeContainer
  static void writeFiles() throws IOException {
    folder = Files.createTempDirectory("tokens");
    first = file("first", 100, new Counting(0, 20_000));
    second = file("second", 301, new Counting(SECOND, 20_000));
  }

  @AfterContainer
  static void deleteFiles() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static TokenFile file(String name, int count, TokenEncoder encoder) throws IOException {
    Path text = Files.writeString(folder.resolve(name + ".txt"), "x".repeat(count));
    return TokenFile.encode(List.of(text), encoder, folder.resolve(name));
  }

  @Property(tries = 100, seed = "1")
  void windowsAreRunsOfOneFileAndTargetsTheNextToken(
      @ForAll @IntRange(min = 1, max = 8) int batchSize,
      @ForAll @IntRange(min = 1, max = 99) int length,
      @ForAll @IntRange(max = 1_000_000) int index,
      @ForAll long seed) {
    TrainingTokens source = new TrainingTokens(List.of(first, second), batchSize, length, seed);
    HostBatch batch = source.prepare(index);

    assertThat(batch.inputShape()).isEqualTo(Shape.of(batchSize, length));
    assertThat(batch.targetShape()).isEqualTo(Shape.of(batchSize, length));
    assertThat(batch.inputType()).isEqualTo(DType.I64);
    long[] inputs = Values.tokens(batch);
    long[] targets = Values.targets(batch);
    for (int i = 0; i < inputs.length; i++) {
      assertThat(targets[i]).isEqualTo(inputs[i] + 1);
      if (i % length > 0) {
        assertThat(inputs[i]).isEqualTo(targets[i - 1]);
      }
      assertThat(targets[i] < SECOND ? targets[i] < 100 : targets[i] < SECOND + 301).isTrue();
    }
    assertThat(new TrainingTokens(List.of(first, second), batchSize, length, seed).prepare(index))
        .isEqualTo(batch);
  }

  @Example
  void everyWindowOfEveryFileComesEquallyOften() {
    int length = 91;
    TrainingTokens source = new TrainingTokens(List.of(first, second), 10, length, 3);
    int[] seen = new int[9 + 210];
    int draws = 219 * 400;
    for (int index = 0; index < draws / 10; index++) {
      long[] inputs = Values.tokens(source.prepare(index));
      for (int window = 0; window < 10; window++) {
        int start = (int) inputs[window * length];
        seen[start < SECOND ? start : 9 + start - SECOND]++;
      }
    }

    assertThat(Arrays.stream(seen)).allMatch(times -> times > 300 && times < 500);
  }

  @Property(tries = 100, seed = "1")
  void everyTokenButTheFirstIsATargetOnce(
      @ForAll @IntRange(min = 1, max = 9) int batchSize,
      @ForAll @IntRange(min = 1, max = 400) int length) {
    EvaluationTokens source =
        new EvaluationTokens(List.of(first, second), batchSize, length, Rest.KEEP);
    List<Long> targets = new ArrayList<>();
    for (long index = 0; index < source.count(); index++) {
      HostBatch batch = source.prepare(index);
      long[] inputs = Values.tokens(batch);
      long[] next = Values.targets(batch);
      for (int i = 0; i < next.length; i++) {
        assertThat(next[i]).isEqualTo(inputs[i] + 1);
        targets.add(next[i]);
      }
      assertThat(batch.inputShape().size(0)).isLessThanOrEqualTo(batchSize);
      assertThat(batch.inputShape().size(1)).isLessThanOrEqualTo(length);
    }
    List<Long> expected = new ArrayList<>();
    for (long i = 1; i < 100; i++) {
      expected.add(i);
    }
    for (long i = 1; i < 301; i++) {
      expected.add(SECOND + i);
    }
    assertThat(targets).isEqualTo(expected);
    assertThat(source.targets()).isEqualTo(399);
  }

  @Property(tries = 100, seed = "1")
  void whatDoesNotFillAWindowIsDroppedWhenAsked(
      @ForAll @IntRange(min = 1, max = 9) int batchSize,
      @ForAll @IntRange(min = 1, max = 300) int length) {
    EvaluationTokens source =
        new EvaluationTokens(List.of(first, second), batchSize, length, Rest.DROP);
    long targets = 0;
    for (long index = 0; index < source.count(); index++) {
      Shape shape = source.prepare(index).inputShape();
      assertThat(shape.size(1)).isEqualTo(length);
      targets += shape.elements();
    }
    assertThat(targets).isEqualTo((99 / length + 300 / length) * (long) length);
    assertThat(source.targets()).isEqualTo(targets);
  }

  @Example
  void theLastWindowStandsAlone() {
    EvaluationTokens source = new EvaluationTokens(List.of(first), 2, 30, Rest.KEEP);

    assertThat(source.count()).isEqualTo(3);
    assertThat(source.prepare(0).inputShape()).isEqualTo(Shape.of(2, 30));
    assertThat(source.prepare(1).inputShape()).isEqualTo(Shape.of(1, 30));
    assertThat(source.prepare(2).inputShape()).isEqualTo(Shape.of(1, 9));
    assertThatThrownBy(() -> source.prepare(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Example
  void impossibleWindowsAreRefused() throws IOException {
    TokenFile other = file("other", 50, new Counting(0, 9_000));
    List<TokenFile> both = List.of(first, second);

    assertThatThrownBy(() -> new TrainingTokens(both, 1, 100, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("first has 100 tokens")
        .hasMessageNotContaining("second has");
    assertThatThrownBy(() -> new TrainingTokens(both, 1, 500, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("first has 100 tokens")
        .hasMessageContaining("second has 301 tokens");
    assertThatThrownBy(() -> new TrainingTokens(List.of(first, other), 1, 10, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("vocabulary of 9000");
    assertThatThrownBy(() -> new TrainingTokens(List.of(), 1, 10, 1))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new TrainingTokens(both, 0, 10, 1))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> new EvaluationTokens(both, 1, 301, Rest.DROP))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("too few tokens");
    assertThatThrownBy(() -> new TrainingTokens(both, 1, 10, 1).prepare(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Arrays.asList(first, second)).allMatch(file -> file.vocabulary() == 20_000);
  }
}
