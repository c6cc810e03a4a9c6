package org.logah.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets work that the user interrupts (Ctrl-C) clean up before the program ends. */
public final class Interruption implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final Thread hook = new Thread(this::request, "interruption");
  private volatile boolean requested;

  /** Watches from now on. */
  public Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void request() {
    requested = true;
    try {
      if (!cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the program is being ended; it waits until this is closed. */
  public boolean isRequested() {
    return requested;
  }

  /**
   * To be called now and then.
   *
   * @throws CancellationException if the program is being ended
   */
  void check() {
    if (requested) {
      throw new CancellationException("interrupted; what was written has been removed");
    }
  }

  /** All is cleaned up. */
  @Override
  public void close() {
    cleaned.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is being ended already, and the hook returns now.
      return;
    }
  }
}
