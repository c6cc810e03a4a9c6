package org.logah.api.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.logah.api.Backend;
import org.logah.api.Tensor;
import org.logah.api.contract.OperationCase.Operation;

/** Collects the cases of one family. */
final class Catalogue {
  /** A call with one tensor. */
  interface Unary {
    Tensor apply(Backend backend, Tensor a);
  }

  /** A call with two tensors. */
  interface Binary {
    Tensor apply(Backend backend, Tensor a, Tensor b);
  }

  private final List<OperationCase> cases = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** A case whose gradients are compared too. */
  void smoothOfSeveral(String name, Bound bound, Operation operation, Operand... operands) {
    add(name, bound, operation, true, operands);
  }

  void smooth(String name, Bound bound, Unary operation, Operand a) {
    smoothOfSeveral(name, bound, (backend, t) -> operation.apply(backend, t.get(0)), a);
  }

  void smooth(String name, Bound bound, Binary operation, Operand a, Operand b) {
    smoothOfSeveral(
        name, bound, (backend, t) -> operation.apply(backend, t.get(0), t.get(1)), a, b);
  }

  /** A case of which only values are compared. */
  void valuesOfSeveral(String name, Bound bound, Operation operation, Operand... operands) {
    add(name, bound, operation, false, operands);
  }

  void values(String name, Bound bound, Unary operation, Operand a) {
    valuesOfSeveral(name, bound, (backend, t) -> operation.apply(backend, t.get(0)), a);
  }

  void values(String name, Bound bound, Binary operation, Operand a, Operand b) {
    valuesOfSeveral(
        name, bound, (backend, t) -> operation.apply(backend, t.get(0), t.get(1)), a, b);
  }

  private void add(
      String name, Bound bound, Operation operation, boolean differentiable, Operand... operands) {
    String shapes = Arrays.stream(operands).map(o -> o.type() + "" + o.shape()).toList().toString();
    String full = name + " " + shapes.replace("F64", "");
    if (!names.add(full)) {
      throw new IllegalStateException("two cases are named " + full);
    }
    cases.add(new OperationCase(full, bound, operation, List.of(operands), differentiable));
  }

  List<OperationCase> cases() {
    return List.copyOf(cases);
  }
}
