package org.logah.models.initialisation;

import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.random.RandomStream;
import org.logah.models.initialisation.AttentionLayer.Projection;
import org.logah.models.initialisation.Matrices.Factors;
import org.logah.models.initialisation.MimeticInitialisation.Target;

/**
 * The maps of one attention layer, each {@code [in, out]}, that is for inputs as rows.
 *
 * @param layer where they belong
 * @param maps of query, key, value and output
 */
record MimeticAttention(AttentionLayer layer, List<DMatrixRMaj> maps) {

  static MimeticAttention of(AttentionLayer layer, MimeticInitialisation scheme, long seed) {
    int width = layer.width();
    int size = layer.headSize();
    // The decompositions take nearly all the time and do not depend on each other.
    List<Factors> factors =
        IntStream.rangeClosed(0, layer.heads())
            .parallel()
            .mapToObj(
                i ->
                    Matrices.factor(
                        i < layer.heads()
                            ? target(scheme.queryKey(), layer, "query and key " + i, seed)
                            : target(scheme.valueOutput(), layer, "value and output", seed)))
            .toList();
    DMatrixRMaj query = new DMatrixRMaj(width, width);
    DMatrixRMaj key = new DMatrixRMaj(width, width);
    for (int head = 0; head < layer.heads(); head++) {
      Factors product = factors.get(head);
      CommonOps_DDRM.extract(product.left(), 0, width, 0, size, query, 0, head * size);
      CommonOps_DDRM.extract(
          CommonOps_DDRM.transpose(product.right(), null), 0, width, 0, size, key, 0, head * size);
    }
    Factors product = factors.get(layer.heads());
    return new MimeticAttention(layer, List.of(query, key, product.left(), product.right()));
  }

  private static DMatrixRMaj target(Target target, AttentionLayer layer, String part, long seed) {
    int width = layer.width();
    RandomStream random = RandomStream.named(seed, "mimetic %s %s".formatted(part, layer.name()));
    DMatrixRMaj matrix = Matrices.normal(random, width, width, 1 / Math.sqrt((double) width));
    CommonOps_DDRM.scale(target.noise(), matrix);
    for (int i = 0; i < width; i++) {
      matrix.add(i, i, target.identity());
    }
    return matrix;
  }

  /** The values of a parameter that holds one or several of the maps. */
  float[] values(ParameterSpec spec) {
    float[] values = new float[Math.toIntExact(spec.shape().elements())];
    List<Projection> projections = layer.projections();
    for (int i = 0; i < maps.size(); i++) {
      Projection projection = projections.get(i);
      if (projection.parameter().equals(spec.name())) {
        DMatrixRMaj map = maps.get(i);
        projection
            .block()
            .write(
                projection.outputFirst() ? CommonOps_DDRM.transpose(map, null) : map,
                values,
                spec.shape());
      }
    }
    return values;
  }
}
