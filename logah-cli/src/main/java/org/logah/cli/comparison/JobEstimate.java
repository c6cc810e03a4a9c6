package org.logah.cli.comparison;

import java.util.List;
import org.logah.api.Backend;
import org.logah.api.DType;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.models.ModelConfig;
import org.logah.models.VisionTransformerConfig;

/**
 * How long jobs take: six operations of a step for each weight and token, at the speed of the steps
 * that were taken before, or else at half of that of a multiplication of matrices.
 */
final class JobEstimate {
  private static final int SIDE = 512;
  private static final int REPETITIONS = 8;
  private static final double SHARE = 0.5;

  private final Plan plan;
  private final double operationsPerSecond;

  private JobEstimate(Plan plan, double operationsPerSecond) {
    this.plan = plan;
    this.operationsPerSecond = operationsPerSecond;
  }

  /** An estimate from what is done, or else from a measurement of a fraction of a second. */
  static JobEstimate of(ComparisonProgress progress, Backend backend) {
    List<String> names = progress.plan().networks().stream().map(PlannedNetwork::name).toList();
    double[] speeds =
        progress.cells().all().stream()
            .filter(cell -> cell.secondsPerStep() > 0 && names.contains(cell.network()))
            .mapToDouble(
                cell ->
                    operations(progress.plan(), progress.plan().network(cell.network()))
                        / cell.secondsPerStep())
            .sorted()
            .toArray();
    return new JobEstimate(
        progress.plan(), speeds.length == 0 ? SHARE * peak(backend) : speeds[speeds.length / 2]);
  }

  private static double peak(Backend backend) {
    double best = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      try (Scope scope = backend.openScope()) {
        Tensor matrix = backend.full(1, DType.F32, Shape.of(SIDE, SIDE));
        long start = System.nanoTime();
        matrix.matmul(matrix).sum().item();
        best = Math.max(best, 2.0 * SIDE * SIDE * SIDE / (System.nanoTime() - start) * 1e9);
      }
    }
    return best;
  }

  private static double operations(Plan plan, PlannedNetwork network) {
    ModelConfig model = network.model();
    long weights =
        model.network().parameters().stream()
            .filter(spec -> spec.role() == ParameterRole.WEIGHT)
            .map(ParameterSpec::shape)
            .mapToLong(Shape::elements)
            .sum();
    long tokens =
        model instanceof VisionTransformerConfig vit
            ? 1 + (long) vit.patchesPerSide() * vit.patchesPerSide()
            : plan.data().length();
    return 6.0 * weights * tokens * plan.data().batch();
  }

  /** Seconds of the steps of a job; its evaluations are not counted. */
  double seconds(Job job) {
    return job.steps() * operations(plan, job.network()) / operationsPerSecond;
  }
}
