package org.logah.cli.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.logah.api.InvalidInputException;
import org.logah.cli.training.RunJson;
import org.logah.ghn.PretrainedHypernetwork;
import org.logah.models.ModelConfig;
import org.logah.models.widening.Widening;

class PlanReaderTest {
  @TempDir Path folder;

  @Test
  void aPlanIsKeptAsItWasRead() {
    Plan plan = PlanReader.read(TinyPlan.vision(folder), PlanOverrides.NONE);
    ObjectNode kept = RunJson.object(RunJson.pretty(plan));
    assertThat(PlanReader.read(kept, PlanOverrides.NONE)).isEqualTo(plan);
    assertThat(plan.network("small").budgets()).containsExactly(0L, 2L, 5L);
    assertThat(plan.network("deep").budgets()).containsExactly(0L, 3L);
    assertThat(Jobs.of(plan))
        .extracting(Job::name)
        .doesNotHaveDuplicates()
        .hasSize(3 * 2 + 2 * 2 * 3 + 1)
        .contains("rate/small/random/seed 0 rate 0.01", "run/deep/untrained/seed 2");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    ObjectNode plan = TinyPlan.vision(folder);
    plan.put("weightDecay", "much").put("extra", 1);
    plan.putArray("seeds").add("one");
    ObjectNode network = (ObjectNode) plan.withArray("networks").get(0);
    network.remove("config");
    network.put("set", "vits-small").put("layers", 5).put("width", 96);
    ObjectNode initialisation = (ObjectNode) plan.withArray("initialisations").get(2);
    initialisation.remove("hypernetwork");
    refuses(
        plan,
        "weightDecay is \"much\", not a number",
        "extra is unknown here",
        "seeds holds \"one\", but takes whole numbers",
        "vits-small holds out 0 networks of 5 layers and width 96",
        "initialisations[2].hypernetwork is missing");
  }

  @Test
  void whatDoesNotFitTogetherIsToldAtOnce() {
    ObjectNode plan = TinyPlan.vision(folder);
    plan.putArray("seeds").add(3).add(3);
    plan.withObject("/data").put("validationImages", 0).putArray("training").add("/none/such");
    plan.withObject("/rateChoice").put("network", "wide").putArray("rates").add(-1);
    ((ObjectNode) plan.withArray("networks").get(1))
        .put("name", "small")
        .putArray("budgets")
        .add(5)
        .add(2);
    ((ObjectNode) plan.withArray("initialisations").get(0)).put("name", "../random");
    ((ObjectNode) plan.withArray("initialisations").get(1)).put("kind", "best");
    ObjectNode control = (ObjectNode) plan.withArray("controls").get(0);
    control.put("network", "wide").put("steps", 0);
    plan.withArray("controls").add(control.deepCopy().put("learningRate", 0.1));
    refuses(
        plan,
        "there is nothing to choose rates with",
        "there is no ",
        "seeds holds a number twice",
        "the learning rate -1.0 is not above 0",
        "rateChoice.network is wide",
        "two are called small",
        "are [5, 2], not steps from 0 on in ascending order",
        "the initialisation '../random' needs a name",
        "mimetic: there is no initialisation best",
        "a control is of the network wide",
        "a control has 0 steps",
        "two controls are of the network wide, the initialisation random, seed 1 and 0 steps");
  }

  @Test
  void initialisationsMeanWhatTheyMeanOnTheCommandLine() throws IOException {
    ObjectNode json = TinyPlan.vision(folder);
    json.withArray("initialisations")
        .addObject()
        .put("name", "shipped")
        .put("kind", "ghn")
        .put("hypernetwork", "vision-tiny");
    Path copy = folder.resolve("copy.safetensors");
    try (InputStream shipped =
        PretrainedHypernetwork.class.getResourceAsStream("vision-tiny.safetensors")) {
      Files.copy(shipped, copy);
    }
    json.withArray("initialisations")
        .addObject()
        .put("name", "copied")
        .put("kind", "ghn")
        .put("hypernetwork", copy.toString());
    json.withArray("initialisations")
        .addObject()
        .put("name", "widened")
        .put("kind", "random")
        .put("widenFrom", 4);
    List<PlannedInitialisation> read = PlanReader.read(json, PlanOverrides.NONE).initialisations();
    assertThat(read.get(3).identity()).isEqualTo(read.get(4).identity());
    assertThat(read.get(5).noise()).isEqualTo(Widening.USUAL_NOISE);
    assertThat(read.get(0).noise()).isZero();
  }

  @Test
  void aStoredModelIsKnownByItsContent() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{}");
    ObjectNode json = TinyPlan.vision(folder);
    json.withArray("initialisations")
        .addObject()
        .put("name", "stored")
        .put("kind", Path.of("").toAbsolutePath().relativize(model).toString());
    PlannedInitialisation stored =
        PlanReader.read(json, PlanOverrides.NONE).initialisations().get(3);
    assertThat(Path.of(stored.kind())).isAbsolute().exists();
    String before = stored.identity();
    assertThat(stored.identity()).isEqualTo(before);
    Files.writeString(model.resolve("config.json"), "{ }");
    assertThat(stored.identity()).isNotEqualTo(before);
  }

  private static void refuses(ObjectNode plan, String... parts) {
    assertThatThrownBy(() -> PlanReader.read(plan, PlanOverrides.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vision", "language"})
  void thePlansOfTheProjectCanBeRead(String name) throws IOException {
    boolean language = name.equals("language");
    Plan plan = ofTheProject(name, language);
    assertThat(plan.seeds()).hasSize(3);
    assertThat(plan.networks())
        .extracting(PlannedNetwork::model)
        .extracting(ModelConfig::layers)
        .contains(language ? 8 : 9);
    assertThat(plan.networks()).anyMatch(network -> network.budgets().contains(5000L));
    assertThat(plan.initialisations())
        .extracting(PlannedInitialisation::kind)
        .contains("random", "orthogonal", "mimetic", "ghn");
    assertThat(plan.controls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vision-wider", "language-wider"})
  void thePlansForWiderNetworksWidenOne(String name) throws IOException {
    Plan plan = ofTheProject(name, name.startsWith("language"));
    assertThat(plan.seeds()).hasSize(3);
    assertThat(plan.networks()).extracting(network -> network.model().width()).containsExactly(192);
    assertThat(plan.initialisations())
        .filteredOn(each -> each.widenFrom() > 0)
        .extracting(PlannedInitialisation::widenFrom)
        .containsExactly(96);
  }

  private Plan ofTheProject(String name, boolean language) throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    String data = Files.writeString(folder.resolve("data.txt"), "x").toString();
    List<String> texts = language ? List.of(data) : List.of();
    PlanOverrides overrides = new PlanOverrides(List.of(data), texts, texts, "logah-tiny");
    return PlanReader.read(root.resolve("docs/plans/" + name + ".json"), overrides);
  }
}
