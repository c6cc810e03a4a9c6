package org.logah.cli.comparison;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.cli.training.SupervisedData;
import org.logah.cli.training.SupervisedRun;

/** Does the jobs of a comparison, one or several at a time, and writes a report after each. */
final class Comparison implements AutoCloseable {
  private final ComparisonFolder folder;
  private final ComparisonProgress progress;
  private final Map<Integer, SupervisedData> data;
  private final Backend backend;
  private final SupervisedRun.Rhythm rhythm;
  private final PrintWriter err;

  Comparison(
      ComparisonFolder folder,
      ComparisonProgress progress,
      Backend backend,
      SupervisedRun.Rhythm rhythm,
      PrintWriter err)
      throws IOException {
    this.folder = folder;
    this.progress = progress;
    this.data = open(progress.plan(), folder.tokens());
    this.backend = backend;
    this.rhythm = rhythm;
    this.err = err;
  }

  /** Opens the data for each size of images, and checks that they fit every network. */
  private static Map<Integer, SupervisedData> open(Plan plan, Path tokens) throws IOException {
    Map<Integer, SupervisedData> opened = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (PlannedNetwork network : plan.networks()) {
      int size = network.imageSize();
      if (!opened.containsKey(size)) {
        opened.put(size, SupervisedData.open(plan.data(), size, tokens));
      }
      for (String problem : opened.get(size).problems(network.model())) {
        problems.add("the network %s: %s".formatted(network.name(), problem));
      }
    }
    if (!problems.isEmpty()) {
      opened.values().forEach(SupervisedData::close);
      throw new InvalidInputException(String.join("; ", problems));
    }
    return opened;
  }

  /** Closes the data. */
  @Override
  public void close() {
    data.values().forEach(SupervisedData::close);
  }

  /**
   * Does the jobs that are not finished.
   *
   * @param atOnce how many at a time
   * @param interrupted whether to save all and end
   * @return whether all are finished
   */
  boolean run(List<Job> jobs, int atOnce, BooleanSupplier interrupted) throws IOException {
    JobQueue queue = new JobQueue(progress, jobs);
    AtomicBoolean failed = new AtomicBoolean();
    BooleanSupplier stop = () -> interrupted.getAsBoolean() || failed.get();
    ExecutorService workers = Executors.newFixedThreadPool(atOnce);
    try {
      List<Future<?>> all =
          IntStream.range(0, atOnce)
              .<Future<?>>mapToObj(i -> workers.submit(() -> work(queue, stop, failed)))
              .toList();
      awaitAll(all);
    } finally {
      workers.shutdown();
    }
    folder.write(Report.of(progress));
    for (Job job : jobs) {
      if (!progress.isFinished(job)) {
        return false;
      }
    }
    return true;
  }

  private void work(JobQueue queue, BooleanSupplier stop, AtomicBoolean failed) {
    try {
      while (!stop.getAsBoolean()) {
        Optional<Job> job = queue.take();
        if (job.isEmpty()) {
          return;
        }
        try {
          SupervisedData own = data.get(job.get().network().imageSize());
          new JobRun(job.get(), progress, folder.path(), own, backend, rhythm, err).run(stop);
          folder.write(Report.of(progress));
        } finally {
          queue.done();
        }
      }
    } catch (IOException e) {
      failed.set(true);
      throw new UncheckedIOException("a job failed", e);
    } catch (RuntimeException | Error e) {
      failed.set(true);
      throw e;
    } finally {
      if (stop.getAsBoolean()) {
        queue.stop();
      }
    }
  }

  /** Waits for all: when one has failed, the others are still saving their state. */
  private static void awaitAll(List<Future<?>> workers) {
    List<Throwable> failures = new ArrayList<>();
    for (Future<?> worker : workers) {
      try {
        worker.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while jobs were done", e);
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      }
    }
    if (failures.isEmpty()) {
      return;
    }
    Throwable first = failures.get(0);
    failures.stream().skip(1).forEach(first::addSuppressed);
    if (first instanceof RuntimeException failure) {
      throw failure;
    }
    if (first instanceof Error failure) {
      throw failure;
    }
    throw new IllegalStateException(first);
  }
}
