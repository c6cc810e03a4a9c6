package org.logah.models.initialisation;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.logah.api.nn.InitialDistribution;
import org.logah.api.random.RandomStream;

/** Random matrices and their decompositions. */
final class Matrices {
  private Matrices() {}

  /** Two factors of a square matrix A, of the same size: {@code A = left right}. */
  record Factors(DMatrixRMaj left, DMatrixRMaj right) {}

  /** Independent normal values with mean 0. */
  static DMatrixRMaj normal(RandomStream random, int rows, int columns, double deviation) {
    float[] drawn = new InitialDistribution.Normal(deviation).draw(random, rows * columns);
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < drawn.length; i++) {
      matrix.set(i, drawn[i]);
    }
    return matrix;
  }

  /**
   * A matrix with orthonormal columns, or rows where there are fewer, uniform among all of them:
   * the orthogonal factor of a normal matrix, its signs such that the other factor has a positive
   * diagonal (Mezzadri, "How to generate random matrices from the classical compact groups", 2007).
   */
  static DMatrixRMaj orthogonal(RandomStream random, int rows, int columns) {
    int longer = Math.max(rows, columns);
    int shorter = Math.min(rows, columns);
    QRDecomposition<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.qr(longer, shorter);
    if (!decomposition.decompose(normal(random, longer, shorter, 1))) {
      throw new IllegalStateException("a matrix of normal numbers could not be decomposed");
    }
    DMatrixRMaj q = decomposition.getQ(null, true);
    DMatrixRMaj r = decomposition.getR(null, true);
    for (int j = 0; j < shorter; j++) {
      if (r.get(j, j) < 0) {
        CommonOps_DDRM.scaleCol(-1, q, j);
      }
    }
    return rows < columns ? CommonOps_DDRM.transpose(q, null) : q;
  }

  /**
   * Factors by singular values U S Vᵀ, the largest first, each shared equally: U √S and √S Vᵀ.
   * Their first k columns and rows are the best approximation of rank k.
   */
  static Factors factor(DMatrixRMaj matrix) {
    int size = matrix.getNumRows();
    SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.svd(size, size, true, true, true);
    if (!decomposition.decompose(matrix.copy())) {
      throw new IllegalStateException(
          "the singular values of a matrix of size %d were not found".formatted(size));
    }
    DMatrixRMaj u = decomposition.getU(null, false);
    DMatrixRMaj v = decomposition.getV(null, false);
    DMatrixRMaj s = decomposition.getW(null);
    SingularOps_DDRM.descendingOrder(u, false, s, v, false);
    for (int i = 0; i < size; i++) {
      double root = Math.sqrt(s.get(i, i));
      CommonOps_DDRM.scaleCol(root, u, i);
      CommonOps_DDRM.scaleCol(root, v, i);
    }
    return new Factors(u, CommonOps_DDRM.transpose(v, null));
  }
}
