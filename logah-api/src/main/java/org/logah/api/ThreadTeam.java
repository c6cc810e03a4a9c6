package org.logah.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Threads that work through lists of tasks together with the thread that asks them to. Which of
 * them does what is left to chance; results come in the order of the tasks. For one calling thread
 * at a time.
 */
public final class ThreadTeam implements AutoCloseable {
  private final int size;
  private final ExecutorService others;

  /**
   * Begins without work.
   *
   * @param size how many threads work at the same time, the calling one included; 1 or more
   * @param name of the other threads
   * @throws InvalidInputException if there are none
   */
  public ThreadTeam(int size, String name) {
    if (size < 1) {
      throw new InvalidInputException(
          "there are %d threads to work with, not 1 or more".formatted(size));
    }
    this.size = size;
    this.others = Executors.newFixedThreadPool(Math.max(1, size - 1), new DaemonThreads(name));
  }

  /**
   * Does all tasks. If one fails, those that are not begun are left, and its failure is thrown once
   * no task is under way any more.
   *
   * @param tasks none of which gives null
   * @param discard is given the results that nobody gets, where a task failed
   */
  public <T> List<T> run(List<Supplier<T>> tasks, Consumer<T> discard) {
    AtomicReferenceArray<T> results = new AtomicReferenceArray<>(tasks.size());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicInteger next = new AtomicInteger();
    Runnable share =
        () -> {
          for (int i = next.getAndIncrement();
              i < tasks.size() && failure.get() == null;
              i = next.getAndIncrement()) {
            try {
              results.set(i, tasks.get(i).get());
            } catch (RuntimeException | Error e) {
              failure.compareAndSet(null, e);
            }
          }
        };
    List<CompletableFuture<Void>> pending = new ArrayList<>();
    for (int i = 1; i < Math.min(size, tasks.size()); i++) {
      pending.add(CompletableFuture.runAsync(share, others));
    }
    share.run();
    pending.forEach(CompletableFuture::join);
    List<T> done = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (results.get(i) != null) {
        done.add(results.get(i));
      }
    }
    if (failure.get() != null) {
      done.forEach(discard);
    }
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    if (failure.get() instanceof Error e) {
      throw e;
    }
    return done;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    others.shutdown();
  }
}
