package org.logah.ghn.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Shape;
import org.logah.api.Tensor;
import org.logah.api.nn.Network;
import org.logah.api.nn.ParameterRole;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.api.training.ArchitectureSource;
import org.logah.api.training.Batch;
import org.logah.api.training.BatchSource;
import org.logah.api.training.LearningRate;
import org.logah.api.training.MovingAverage;
import org.logah.api.training.Optimiser;
import org.logah.api.training.TrainingCheckpoint;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.PredictedParameters;
import org.logah.ghn.PredictionOptions;

/**
 * Trains a hypernetwork on architectures and data (GHN-3 section 4, LoGAH section 4): every step
 * predicts the parameters of some networks, takes their loss on a batch of data, and moves the
 * hypernetwork against the gradient. A step is a function of the state and its number alone, so
 * that a run which was stopped gives the same as one that was not. Owns its tensors; not for
 * several threads.
 */
public final class MetaTraining implements AutoCloseable {
  private static final String STEP = "step";
  private static final String OPTIMISER = "optimiser/";
  private static final String AVERAGE = "average/";
  private static final String DECODER_PERCEPTRON = "decoder.mlp.";

  private final HypernetworkConfig config;
  private final MetaTrainingSettings settings;
  private final LearningRate learningRate;
  private final ArchitectureSource architectures;
  private final BatchSource batches;
  private final Backend backend;
  private final Optimiser optimiser;
  private final Optional<MovingAverage> average;
  private long step;

  private MetaTraining(
      HypernetworkConfig config,
      MetaTrainingSettings settings,
      LearningRate learningRate,
      ArchitectureSource architectures,
      BatchSource batches,
      Backend backend,
      Optimiser optimiser,
      Optional<MovingAverage> average,
      long step) {
    this.config = config;
    this.settings = settings;
    this.learningRate = learningRate;
    this.architectures = architectures;
    this.batches = batches;
    this.backend = backend;
    this.optimiser = optimiser;
    this.average = average;
    this.step = step;
  }
}
