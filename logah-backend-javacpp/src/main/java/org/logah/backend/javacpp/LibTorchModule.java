package org.logah.backend.javacpp;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import org.logah.api.Backend;
import org.logah.api.BackendOptions;

/** Binds {@link Backend} to LibTorch, opened at its first use; who holds the injector closes it. */
public final class LibTorchModule extends AbstractModule {
  private final BackendOptions options;

  public LibTorchModule(BackendOptions options) {
    this.options = options;
  }

  @Provides
  @Singleton
  Backend backend() {
    return LibTorchBackend.open(options);
  }
}
