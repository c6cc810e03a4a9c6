package org.logah.api;

import java.util.ArrayList;
import java.util.List;

/**
 * Owns the tensors that one backend makes on one thread between opening and closing, and closes
 * them with itself. Scopes nest; a tensor made while none is open belongs to whoever made it.
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

  private final Backend backend;
  private final Scope outer;
  private final Thread thread = Thread.currentThread();
  private List<Tensor> tensors = new ArrayList<>();

  private Scope(Backend backend, Scope outer) {
    this.backend = backend;
    this.outer = outer;
  }

  static Scope open(Backend backend) {
    Scope scope = new Scope(backend, INNERMOST.get());
    INNERMOST.set(scope);
    return scope;
  }

  static void register(Tensor tensor) {
    Scope owner = innermostOf(tensor.backend(), INNERMOST.get());
    if (owner != null) {
      owner.tensors.add(tensor);
    }
  }

  /**
   * Takes over a tensor that no scope owns, on whichever thread it was made.
   *
   * @return the tensor
   * @throws IllegalArgumentException if it is one of another backend
   */
  public Tensor adopt(Tensor tensor) {
    requireOpenHere();
    if (tensor.backend() != backend) {
      throw new IllegalArgumentException(
          "a scope of %s cannot own %s, a tensor of %s"
              .formatted(backend.name(), tensor, tensor.backend().name()));
    }
    tensors.add(tensor);
    return tensor;
  }

  private static Scope innermostOf(Backend backend, Scope from) {
    Scope scope = from;
    while (scope != null && scope.backend != backend) {
      scope = scope.outer;
    }
    return scope;
  }

  /**
   * Hands a tensor of this scope to the enclosing scope of the same backend, or to the caller where
   * there is none.
   *
   * @return the tensor
   * @throws IllegalArgumentException if this scope does not own it
   */
  public Tensor keep(Tensor tensor) {
    release(tensor);
    Scope heir = innermostOf(backend, outer);
    if (heir != null) {
      heir.tensors.add(tensor);
    }
    return tensor;
  }

  /**
   * Hands a tensor of this scope to the caller, who closes it, on whichever thread and whatever
   * scopes enclose this one.
   *
   * @return the tensor
   * @throws IllegalArgumentException if this scope does not own it
   */
  public Tensor release(Tensor tensor) {
    requireOpenHere();
    for (int i = tensors.size() - 1; i >= 0; i--) {
      if (tensors.get(i) == tensor) {
        tensors.remove(i);
        return tensor;
      }
    }
    throw new IllegalArgumentException("the scope does not own " + tensor);
  }

  /**
   * Closes every tensor still owned.
   *
   * @throws IllegalStateException if a scope opened later on this thread is still open
   */
  @Override
  public void close() {
    if (tensors == null) {
      return;
    }
    requireOpenHere();
    if (INNERMOST.get() != this) {
      throw new IllegalStateException("a scope opened inside this one is still open");
    }
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
    List<Tensor> owned = tensors;
    tensors = null;
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
  }

  private void requireOpenHere() {
    if (tensors == null) {
      throw new IllegalStateException("the scope is closed");
    }
    if (thread != Thread.currentThread()) {
      throw new IllegalStateException("a scope belongs to the thread that opened it");
    }
  }
}
