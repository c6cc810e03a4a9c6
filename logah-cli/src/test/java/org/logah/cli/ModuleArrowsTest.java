package org.logah.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** An arrow between modules that is not drawn here does not exist, in code or in the POMs. */
class ModuleArrowsTest {
  /** A module, its package, and what it may use beside the JDK and itself. */
  record Module(String name, String root, List<String> modules, List<String> libraries) {
    String[] allowedPackages() {
      List<String> allowed =
          new ArrayList<>(
              List.of(
                  "java..",
                  "javax.imageio..",
                  "javax.xml.stream..",
                  "com.sun.nio.file..",
                  root + ".."));
      modules.forEach(module -> allowed.add(MODULES.get(module).root() + ".."));
      libraries.forEach(library -> allowed.addAll(LIBRARIES.get(library)));
      return allowed.toArray(new String[0]);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          Map.entry("com.fasterxml.jackson.core", List.of("com.fasterxml.jackson..")),
          Map.entry("org.apache.commons", List.of("org.apache.commons.statistics..")),
          Map.entry("com.knuddels", List.of("com.knuddels.jtokkit..")),
          Map.entry("org.ejml", List.of("org.ejml..")),
          Map.entry("com.google.inject", List.of("com.google.inject..", "jakarta.inject..")),
          Map.entry("org.bytedeco", List.of("org.bytedeco..")),
          Map.entry("org.nd4j", List.of("org.nd4j..", "org.bytedeco..")),
          Map.entry("org.slf4j", List.of("org.slf4j..")),
          Map.entry("info.picocli", List.of("picocli..")),
          Map.entry("org.jfree", List.of("org.jfree..")),
          Map.entry("org.openjdk.jmh", List.of("org.openjdk.jmh..")));

  private static final Map<String, Module> MODULES = new LinkedHashMap<>();

  static {
    module(
        "logah-api",
        "org.logah.api",
        List.of(),
        List.of("com.fasterxml.jackson.core", "org.apache.commons"));
    module(
        "logah-graph",
        "org.logah.graph",
        List.of("logah-api"),
        List.of("com.fasterxml.jackson.core"));
    module(
        "logah-ghn",
        "org.logah.ghn",
        List.of("logah-api", "logah-graph"),
        List.of("com.fasterxml.jackson.core"));
    module(
        "logah-models",
        "org.logah.models",
        List.of("logah-api"),
        List.of("com.fasterxml.jackson.core", "com.knuddels", "org.ejml"));
    module(
        "logah-backend-javacpp",
        "org.logah.backend.javacpp",
        List.of("logah-api"),
        List.of("com.google.inject", "org.bytedeco"));
    module(
        "logah-backend-nd4j",
        "org.logah.backend.nd4j",
        List.of("logah-api"),
        List.of("com.google.inject", "org.bytedeco", "org.nd4j", "org.slf4j"));
    module(
        "logah-cli",
        "org.logah.cli",
        List.of(
            "logah-api",
            "logah-graph",
            "logah-ghn",
            "logah-models",
            "logah-backend-javacpp",
            "logah-backend-nd4j"),
        List.of("com.fasterxml.jackson.core", "info.picocli", "org.jfree"));
    module(
        "logah-bench",
        "org.logah.bench",
        List.of(
            "logah-api",
            "logah-graph",
            "logah-ghn",
            "logah-models",
            "logah-backend-javacpp",
            "logah-backend-nd4j"),
        List.of("com.fasterxml.jackson.core", "org.openjdk.jmh"));
  }

  private static JavaClasses imported;

  private static void module(
      String name, String root, List<String> modules, List<String> libraries) {
    MODULES.put(name, new Module(name, root, modules, libraries));
  }

  static Iterable<Module> modules() {
    return MODULES.values();
  }

  /** Nothing depends on the benchmarks, so only their POM is seen from here. */
  static Stream<Module> modulesSeen() {
    return MODULES.values().stream().filter(module -> !module.name().equals("logah-bench"));
  }

  @BeforeAll
  static void readClasses() {
    imported =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.logah");
  }

  @ParameterizedTest
  @MethodSource("modulesSeen")
  void codeUsesWhatIsAllowed(Module module) {
    String[] allowed = module.allowedPackages();
    classes()
        .that()
        .resideInAPackage(module.root() + "..")
        .should()
        .onlyDependOnClassesThat(
            Predicates.resideInAnyPackage(allowed).or(Predicates.equivalentTo(int.class)))
        .because("DESIGN.md draws no other arrow from " + module)
        .check(imported);
  }

  @Test
  void everyClassBelongsToAModule() {
    assertThat(imported)
        .isNotEmpty()
        .allMatch(
            type ->
                MODULES.values().stream()
                    .anyMatch(
                        module ->
                            type.getPackageName().equals(module.root())
                                || type.getPackageName().startsWith(module.root() + ".")));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void pomsDeclareWhatIsAllowed(Module module) throws Exception {
    TreeSet<String> found = new TreeSet<>();
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(root().resolve(module.name()).resolve("pom.xml").toFile())
            .getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (text(dependency, "scope", "compile").equals("compile")) {
        String group = text(dependency, "groupId", "");
        found.add(group.equals("org.logah") ? text(dependency, "artifactId", "") : group);
      }
    }
    TreeSet<String> allowed = new TreeSet<>(module.modules());
    allowed.addAll(module.libraries());
    assertThat(allowed).containsAll(found);
    assertThat(found).containsAll(module.modules());
  }

  @Test
  void theParentNamesEveryModule() throws IOException {
    String parent = Files.readString(root().resolve("pom.xml"));
    assertThat(parent.lines().filter(line -> line.contains("<module>")).map(String::strip))
        .containsExactlyInAnyOrderElementsOf(
            MODULES.keySet().stream().map("<module>%s</module>"::formatted).toList());
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("logah-api")) ? here : here.getParent();
  }

  private static String text(Element parent, String tag, String otherwise) {
    NodeList found = parent.getElementsByTagName(tag);
    return found.getLength() == 0 ? otherwise : found.item(0).getTextContent().strip();
  }
}
