package org.logah.cli.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.logah.api.Backend;
import org.logah.api.InvalidInputException;
import org.logah.api.Scope;
import org.logah.api.Tensor;
import org.logah.api.nn.ParameterSpec;
import org.logah.api.nn.StoredParameters;
import org.logah.cli.HypernetworkChoice;
import org.logah.cli.ModelFolder;
import org.logah.ghn.Hypernetwork;
import org.logah.ghn.HypernetworkConfig;
import org.logah.ghn.HypernetworkConfig.Family;
import org.logah.ghn.PartialParameters;
import org.logah.ghn.PredictedParameters;
import org.logah.ghn.PredictionOptions;
import org.logah.models.ModelConfig;
import org.logah.models.Overrides;
import org.logah.models.VisionTransformerConfig;
import org.logah.models.initialisation.Initialisation;
import org.logah.models.widening.Widening;

/**
 * Where the values that training begins with come from.
 *
 * @param initialisation {@code random}, {@code orthogonal}, {@code mimetic}, {@code ghn}, or a
 *     folder with a model
 * @param hypernetwork for {@code ghn} a file, the label of a trained one that is shipped or of a
 *     preset for an untrained one, or {@code null} for the one that is shipped for such models
 * @param noise for {@code ghn} the standard deviation of the noise added to predicted weights, in
 *     standard deviations of each weight; with {@code widenFrom} that of {@link Widening}; 0 for
 *     none
 * @param cutoff for {@code ghn} the longest path that counts as a virtual edge; 0 for the family's
 *     usual one
 * @param newHead whether the output layer of a classifier is drawn anew
 * @param widenFrom the width of a model whose values are widened to the model's, which computes the
 *     same; 0 if the model has values of its own
 */
public record StartingPoint(
    String initialisation,
    String hypernetwork,
    double noise,
    int cutoff,
    boolean newHead,
    int widenFrom) {
  /** The initialisation that a hypernetwork predicts. */
  public static final String PREDICTED = "ghn";

  private static final String HEAD = "heads.head.";
  private static final String AS_ASKED = "as asked for";

  /** The noise where none is given. */
  public static double usualNoise(int widenFrom) {
    return widenFrom > 0 ? Widening.USUAL_NOISE : 0;
  }

  /** A file or folder in a form that means the same from anywhere; a name, or null, as it is. */
  public static String absolute(String nameOrPath) {
    return nameOrPath != null && Files.exists(Path.of(nameOrPath))
        ? Path.of(nameOrPath).toAbsolutePath().toString()
        : nameOrPath;
  }

  /** Whether an initialisation goes by this name, which then is no folder's. */
  static boolean isName(String initialisation) {
    return PREDICTED.equals(initialisation)
        || Initialisation.all().stream().anyMatch(each -> each.name().equals(initialisation));
  }

  /** Whether the values are those of a model in a folder. */
  public boolean isStoredModel() {
    return !isName(initialisation);
  }

  /** All that is impossible, each in a sentence; no file but the folder's name is looked at. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    boolean predicted = initialisation.equals(PREDICTED);
    if (isStoredModel() && !Files.isDirectory(Path.of(initialisation))) {
      problems.add(
          "there is no initialisation %s; choose random, orthogonal, mimetic, ghn or the folder of a model"
              .formatted(initialisation));
    }
    if (!predicted && (hypernetwork != null || (noise != 0 && widenFrom == 0) || cutoff != 0)) {
      problems.add("a hypernetwork, noise and a cutoff belong to the initialisation ghn");
    }
    if (widenFrom < 0) {
      problems.add("the width to widen from is %d, below 0".formatted(widenFrom));
    }
    if (!(noise >= 0)) {
      problems.add("the noise is %s, below 0".formatted(noise));
    }
    return problems;
  }

  /** For example {@code ghn trained.safetensors}. */
  public String text() {
    String source =
        hypernetwork == null
            ? initialisation
            : initialisation + " " + Path.of(hypernetwork).getFileName();
    return widenFrom == 0 ? source : source + " widened from " + widenFrom;
  }

  /**
   * Values for all parameters of a model, a function of the seed and of the files alone; they
   * belong to no scope, and the caller closes them.
   *
   * @param err where what a user should know is told
   * @throws InvalidInputException if this is not defined for the model, or a file does not fit
   */
  public StoredParameters draw(ModelConfig model, Backend backend, long seed, PrintWriter err)
      throws IOException {
    if (widenFrom > 0) {
      Widening widening = Widening.of(model, widenFrom);
      StartingPoint own = new StartingPoint(initialisation, hypernetwork, 0, cutoff, newHead, 0);
      try (StoredParameters values = own.draw(widening.narrow(), backend, seed, err)) {
        return widening.widen(values, noise, seed);
      }
    }
    if (initialisation.equals(PREDICTED)) {
      return predict(model, backend, seed, err);
    }
    if (isStoredModel()) {
      return read(ModelFolder.open(Path.of(initialisation)), model, backend, seed, err);
    }
    return Initialisation.named(initialisation).initialise(model.network(), backend, seed);
  }

  private StoredParameters predict(ModelConfig model, Backend backend, long seed, PrintWriter err)
      throws IOException {
    try (HypernetworkChoice choice =
            HypernetworkChoice.of(Optional.ofNullable(hypernetwork), model, seed);
        PartialParameters own = choice.load(backend, model.network(), seed, err)) {
      HypernetworkConfig config = choice.config();
      boolean redrawn = newHead || isOtherClassCount(config, model);
      if (redrawn) {
        tellOfHead(
            err,
            isOtherClassCount(config, model)
                ? "the hypernetwork was made for %d classes".formatted(config.classes())
                : AS_ASKED);
      }
      int longest = cutoff == 0 ? PredictionOptions.of(config.family()).cutoff() : cutoff;
      Map<String, Tensor> values = new LinkedHashMap<>();
      try (Scope scope = backend.openScope()) {
        PredictedParameters predicted =
            new Hypernetwork(config, own)
                .predict(List.of(model.network()), new PredictionOptions(seed, longest))
                .get(0);
        List<String> names = predicted.predicted();
        for (ParameterSpec spec : model.network().parameters()) {
          // What is predicted may share its memory with something else, so it is copied.
          values.put(spec.name(), scope.release(predicted.get(spec.name()).mul(1)));
          if (noise > 0 && names.contains(spec.name()) && spec.shape().rank() > 1) {
            replace(
                values, spec.name(), WeightNoise.add(values.get(spec.name()), spec, noise, seed));
          }
        }
      }
      return redrawn ? withNewHead(values, model, backend, seed) : new StoredParameters(values);
    }
  }

  private static boolean isOtherClassCount(HypernetworkConfig config, ModelConfig model) {
    return config.family() == Family.VISION
        && model instanceof VisionTransformerConfig vit
        && vit.classes() != config.classes();
  }

  private StoredParameters read(
      ModelFolder folder, ModelConfig model, Backend backend, long seed, PrintWriter err)
      throws IOException {
    ModelConfig stored = folder.layout().config();
    boolean redrawn = newHead;
    String why = AS_ASKED;
    if (stored instanceof VisionTransformerConfig from
        && model instanceof VisionTransformerConfig to
        && from.classes() != to.classes()) {
      redrawn = true;
      why = "%s tells %d classes apart".formatted(folder.path(), from.classes());
      stored = stored.with(Overrides.NONE.withClasses(to.classes()));
    }
    if (!stored.equals(model)) {
      throw new InvalidInputException(
          "%s holds %s, which differs in more than its classes from the model to train, %s"
              .formatted(folder.path(), folder.layout().config(), model));
    }
    StoredParameters parameters = folder.load(backend);
    if (!redrawn) {
      return parameters;
    }
    tellOfHead(err, why);
    return withNewHead(new LinkedHashMap<>(parameters.tensors()), model, backend, seed);
  }

  private static void tellOfHead(PrintWriter err, String why) {
    err.printf("the output layer is drawn anew: %s%n", why);
  }

  private static StoredParameters withNewHead(
      Map<String, Tensor> values, ModelConfig model, Backend backend, long seed) {
    if (!(model instanceof VisionTransformerConfig)) {
      throw new InvalidInputException(
          "a %s has no output layer of its own to draw anew; leave --new-head out"
              .formatted(model.family()));
    }
    for (ParameterSpec spec : model.network().parameters()) {
      if (spec.name().startsWith(HEAD)) {
        replace(values, spec.name(), StoredParameters.draw(spec, backend, seed));
      }
    }
    return new StoredParameters(values);
  }

  private static void replace(Map<String, Tensor> values, String name, Tensor value) {
    Tensor before = values.put(name, value);
    if (before != null) {
      before.close();
    }
  }
}
