package org.logah.parity;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.logah.api.Backend;
import org.opentest4j.TestAbortedException;

/** Tests that one backend must pass, or that are reported as not run where it cannot be opened. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class BackendParity {
  private Backend backend;
  private String whyNot;

  /** The backend that must give the recorded numbers. */
  abstract Backend createBackend();

  final Backend backend() {
    return backend;
  }

  @BeforeAll
  void open() {
    try {
      backend = createBackend();
    } catch (TestAbortedException e) {
      whyNot = e.getMessage();
    }
  }

  @BeforeEach
  void requireBackend() {
    assumeTrue(backend != null, whyNot);
  }

  @AfterAll
  void close() {
    if (backend != null) {
      backend.close();
    }
  }
}
