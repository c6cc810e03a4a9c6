package org.logah.models.initialisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.logah.api.Backend;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.reference.ReferenceBackend;

/** The values that an initialisation gave to a network. */
record Weights(StoredParameters parameters) {
  static Weights of(Initialisation initialisation, Network network, long seed) {
    Backend backend = new ReferenceBackend();
    return new Weights(initialisation.initialise(network, backend, seed));
  }

  float[] values(String name) {
    return parameters.get(name).toFloats();
  }

  /** A parameter as a matrix of its first dimension by all others. */
  DMatrixRMaj matrix(String name) {
    float[] values = values(name);
    int rows = (int) parameters.get(name).size(0);
    DMatrixRMaj matrix = new DMatrixRMaj(rows, values.length / rows);
    for (int i = 0; i < values.length; i++) {
      matrix.set(i, values[i]);
    }
    return matrix;
  }

  /** Part of a matrix; bounds as in {@code CommonOps_DDRM.extract}. */
  static DMatrixRMaj part(DMatrixRMaj matrix, int row, int rows, int column, int columns) {
    return CommonOps_DDRM.extract(matrix, row, row + rows, column, column + columns);
  }

  static DMatrixRMaj transpose(DMatrixRMaj matrix) {
    return CommonOps_DDRM.transpose(matrix, null);
  }

  static DMatrixRMaj product(DMatrixRMaj left, DMatrixRMaj right) {
    return CommonOps_DDRM.mult(left, right, null);
  }

  double deviation(String name) {
    double sum = 0;
    for (float value : values(name)) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values(name).length);
  }

  /** The largest magnitude. */
  double largest(String name) {
    double largest = 0;
    for (float value : values(name)) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** The names of the parameters whose values differ from another initialisation's. */
  List<String> differencesTo(Weights other, Network network) {
    List<String> names = new ArrayList<>();
    for (ParameterSpec spec : network.parameters()) {
      if (!Arrays.equals(values(spec.name()), other.values(spec.name()))) {
        names.add(spec.name());
      }
    }
    return names;
  }
}
