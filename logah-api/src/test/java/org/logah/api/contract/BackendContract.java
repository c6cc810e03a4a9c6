package org.logah.api.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.logah.api.Backend;
import org.opentest4j.TestAbortedException;

/**
 * The whole contract of a backend. A module runs it on its own with a subclass of a few lines:
 *
 * <pre>{@code
 * class LibTorchContractTest extends BackendContract {
 *   @Override
 *   protected Backend createBackend() {
 *     return new LibTorchBackend();
 *   }
 * }
 * }</pre>
 *
 * <p>What {@link org.logah.api.Capabilities} does not claim is reported as not run, with the
 * reason; nothing else is left out. At the end the suite prints what it ran, and for each operation
 * and element type the worst error in ulps beside the one allowed.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(ContractWatcher.class)
public abstract class BackendContract {
  private static final Path MEMORY_PAGES = Path.of("/proc/self/statm");
  private static final long PAGE_BYTES = 4096;

  private final ContractReport report = new ContractReport();
  private Backend backend;

  /** The backend to try, called once for the class, which closes it. */
  protected abstract Backend createBackend();

  /**
   * Bytes of native memory in use: here the resident memory of the process, where the system tells
   * it; empty if unknown, and then growth is not tried.
   */
  protected OptionalLong nativeBytes() {
    if (!Files.isReadable(MEMORY_PAGES)) {
      return OptionalLong.empty();
    }
    try {
      String resident = Files.readString(MEMORY_PAGES).split(" ", 3)[1];
      return OptionalLong.of(Long.parseLong(resident) * PAGE_BYTES);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * How many times the usual error in ulps is allowed of operations that nobody rounds correctly;
   * those that IEEE 754 defines stay exact.
   */
  protected double tolerance() {
    return 1;
  }

  /** {@link #createBackend} may abort the suite where there is no device for it. */
  @BeforeAll
  final void open() {
    try {
      backend = createBackend();
    } catch (TestAbortedException e) {
      System.out.printf("%s: %s%n", getClass().getSimpleName(), e.getMessage());
      throw e;
    }
  }

  @AfterAll
  final void close() {
    if (backend != null) {
      System.out.println(report.describe(backend.name()));
      backend.close();
    }
  }

  final ContractReport report() {
    return report;
  }

  /** The backend under test. */
  protected final Backend backend() {
    return backend;
  }

  @Nested
  class CreationAndReading extends CreationContract {
    CreationAndReading() {
      super(BackendContract.this::backend);
    }
  }

  @Nested
  class Casts extends CastContract {
    Casts() {
      super(BackendContract.this::backend);
    }
  }

  @Nested
  class Elementwise extends ValueContract {
    Elementwise() {
      super(BackendContract.this, ElementwiseCases.all());
    }
  }

  @Nested
  class Reductions extends ValueContract {
    Reductions() {
      super(BackendContract.this, ReductionCases.reductions());
    }
  }

  @Nested
  class Products extends ValueContract {
    Products() {
      super(BackendContract.this, ReductionCases.products());
    }
  }

  @Nested
  class Form extends ValueContract {
    Form() {
      super(BackendContract.this, FormCases.all());
    }
  }

  @Nested
  class DistributionsAndLosses extends ValueContract {
    DistributionsAndLosses() {
      super(BackendContract.this, LayerCases.distributions());
    }
  }

  @Nested
  class Layers extends ValueContract {
    Layers() {
      super(BackendContract.this, LayerCases.layers());
    }
  }

  @Nested
  class Optimisation extends ValueContract {
    Optimisation() {
      super(BackendContract.this, OptimisationCases.all());
    }
  }

  @Nested
  class ConvolutionAndPooling extends ValueContract {
    ConvolutionAndPooling() {
      super(BackendContract.this, WindowCases.all());
    }
  }

  @Nested
  class GradientValues extends GradientContract {
    GradientValues() {
      super(BackendContract.this::backend);
    }
  }

  @Nested
  class GradientRules extends GradientRulesContract {
    GradientRules() {
      super(BackendContract.this::backend);
    }
  }

  @Nested
  class ScopesAndLifetime extends ScopeContract {
    ScopesAndLifetime() {
      super(BackendContract.this::backend);
    }
  }

  @Nested
  class Errors extends ErrorContract {
    Errors() {
      super(BackendContract.this::backend);
    }
  }

  @Nested
  class NativeMemoryOfOperations extends OperationMemoryContract {
    NativeMemoryOfOperations() {
      super(BackendContract.this::backend, BackendContract.this::nativeBytes);
    }
  }

  @Nested
  class NativeMemory extends MemoryContract {
    NativeMemory() {
      super(BackendContract.this::backend, BackendContract.this::nativeBytes);
    }
  }
}
