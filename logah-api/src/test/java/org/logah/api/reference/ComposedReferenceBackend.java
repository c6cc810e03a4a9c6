package org.logah.api.reference;

/** A reference that takes every composed operation from the defaults of the interface. */
public final class ComposedReferenceBackend extends PrimitiveReference {
  public ComposedReferenceBackend() {
    super("composed reference");
  }
}
