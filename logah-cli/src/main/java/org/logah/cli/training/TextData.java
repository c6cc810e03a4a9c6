package org.logah.cli.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.logah.models.Gpt2Config;
import org.logah.models.ModelConfig;
import org.logah.models.architectures.ArchitectureSettings;
import org.logah.models.data.FiniteBatchSource;
import org.logah.models.data.HostBatch;
import org.logah.models.data.HostBatchSource;
import org.logah.models.data.text.EvaluationTokens;
import org.logah.models.data.text.Gpt2Encoder;
import org.logah.models.data.text.TokenFile;
import org.logah.models.data.text.TrainingTokens;

/**
 * Texts as tokens, each file for one purpose.
 *
 * @param training to train on
 * @param validation to validate with
 * @param test to test with
 * @param settings of batches
 */
record TextData(
    List<TokenFile> training,
    List<TokenFile> validation,
    List<TokenFile> test,
    DataSettings settings)
    implements SupervisedData {
  private static final int EVALUATION_TOKENS = 4096;
  private static final int PUBLISHED_CLASSES = 10;

  static TextData open(DataSettings settings, Path folder) throws IOException {
    return new TextData(
        tokens(settings.training(), folder),
        tokens(settings.validation(), folder),
        tokens(settings.test(), folder),
        settings);
  }

  private static List<TokenFile> tokens(List<String> texts, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<TokenFile> files = new ArrayList<>();
    for (String text : texts) {
      Path path = Path.of(text);
      if (path.toString().endsWith(".tokens")) {
        files.add(TokenFile.open(path));
        continue;
      }
      Path file = folder.resolve(nameOfTokens(path));
      files.add(
          Files.exists(file)
              ? TokenFile.open(file)
              : TokenFile.encode(List.of(path), new Gpt2Encoder(), file));
    }
    return files;
  }

  /** Of the content too, as texts of several folders may have one name, and may change. */
  private static String nameOfTokens(Path text) throws IOException {
    String content = Files.isRegularFile(text) ? ContentHash.of(text) : "missing";
    return "%s.%s.tokens".formatted(text.getFileName(), content);
  }

  @Override
  public HostBatchSource training(long seed) {
    return new TrainingTokens(training, settings.batch(), settings.length(), seed);
  }

  @Override
  public Optional<FiniteBatchSource> evaluation(Split split) {
    List<TokenFile> files = split == Split.TEST ? test : validation;
    return files.isEmpty()
        ? Optional.empty()
        : Optional.of(new Joined(files.stream().map(this::evaluation).toList()));
  }

  @Override
  public Map<String, FiniteBatchSource> tests() {
    Map<String, FiniteBatchSource> tests = new LinkedHashMap<>();
    for (int i = 0; i < test.size(); i++) {
      tests.put(settings.testNames().get(i), evaluation(test.get(i)));
    }
    return tests;
  }

  private FiniteBatchSource evaluation(TokenFile file) {
    int batch = Math.max(1, EVALUATION_TOKENS / settings.length());
    EvaluationTokens all =
        new EvaluationTokens(List.of(file), batch, settings.length(), EvaluationTokens.Rest.KEEP);
    long perBatch = (long) batch * settings.length();
    long most = (settings.evaluationTargets() + perBatch - 1) / perBatch;
    return most == 0 || most >= all.count() ? all : new FirstBatches(all, most);
  }

  /** The batches of several sources, one after the other. */
  private record Joined(List<FiniteBatchSource> sources) implements FiniteBatchSource {
    @Override
    public long count() {
      return sources.stream().mapToLong(FiniteBatchSource::count).sum();
    }

    @Override
    public HostBatch prepare(long index) {
      requireIndex(index);
      long left = index;
      for (FiniteBatchSource source : sources) {
        if (left < source.count()) {
          return source.prepare(left);
        }
        left -= source.count();
      }
      throw new IllegalStateException("an index below the count lies in one of the sources");
    }
  }

  /** The first batches of a source. */
  private record FirstBatches(FiniteBatchSource source, long count) implements FiniteBatchSource {
    @Override
    public HostBatch prepare(long index) {
      requireIndex(index);
      return source.prepare(index);
    }
  }

  @Override
  public long examples() {
    return training.stream().mapToLong(TokenFile::count).sum();
  }

  @Override
  public String unit() {
    return "tokens";
  }

  @Override
  public long perBatch() {
    return (long) settings.batch() * settings.length();
  }

  @Override
  public int classes() {
    return PUBLISHED_CLASSES;
  }

  @Override
  public ArchitectureSettings architectureSettings(List<Integer> patchSizes) {
    return ArchitectureSettings.NONE;
  }

  @Override
  public List<String> problems(ModelConfig model) {
    if (!(model instanceof Gpt2Config gpt2)) {
      return List.of("the data are texts for GPT-2, but the model is a " + model.family());
    }
    List<String> problems = new ArrayList<>();
    Stream.of(training, validation, test)
        .flatMap(List::stream)
        .filter(file -> file.vocabulary() > gpt2.vocabulary())
        .forEach(
            file ->
                problems.add(
                    "%s has tokens of a vocabulary of %d, but the model knows %d"
                        .formatted(file.path(), file.vocabulary(), gpt2.vocabulary())));
    if (settings.length() > gpt2.positions()) {
      problems.add(
          "windows of %d tokens are longer than the %d positions of the model; give --length"
              .formatted(settings.length(), gpt2.positions()));
    }
    return problems;
  }
}
