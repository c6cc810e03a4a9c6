package org.logah.cli.comparison;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Gives jobs to the threads that do them: in order, each once, its rate first. */
final class JobQueue {
  private final ComparisonProgress progress;
  private final List<Job> jobs;
  private final Set<Job> taken = new HashSet<>();
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int running;
  private boolean stopped;

  JobQueue(ComparisonProgress progress, List<Job> jobs) {
    this.progress = progress;
    this.jobs = jobs;
  }

  /**
   * The next job that is not finished, with its rate; waits while it depends on one that is being
   * done. Whoever takes one calls {@link #done} in the end.
   *
   * @return empty if nothing is left, or the queue is stopped
   */
  Optional<Job> take() {
    lock.lock();
    try {
      while (!stopped) {
        boolean left = false;
        for (Job job : jobs) {
          if (taken.contains(job) || progress.isFinished(job)) {
            continue;
          }
          left = true;
          Optional<Job> ready = progress.ready(job);
          if (ready.isPresent()) {
            taken.add(job);
            running++;
            return ready;
          }
        }
        if (!left || running == 0) {
          return Optional.empty();
        }
        changed.awaitUninterruptibly();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** A job that was taken is finished or given up. */
  void done() {
    lock.lock();
    try {
      running--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives no further jobs. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
