package org.logah.backend.nd4j;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;

/** Binds {@link Backend} to ND4J, opened at its first use; who holds the injector closes it. */
public final class Nd4jModule extends AbstractModule {
  private final BackendOptions options;

  public Nd4jModule(BackendOptions options) {
    this.options = options;
  }

  @Provides
  @Singleton
  Backend backend() {
    return Nd4jBackend.open(options);
  }
}
