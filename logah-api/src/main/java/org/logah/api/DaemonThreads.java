package org.logah.api;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that do not keep a process from ending, with the stack that native libraries need.
 *
 * @param name of each thread
 */
public record DaemonThreads(String name) implements ThreadFactory {
  private static final long STACK_BYTES = 16L << 20;

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(null, work, name, STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }
}
