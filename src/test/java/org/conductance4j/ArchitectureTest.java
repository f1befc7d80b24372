package org.conductance4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the order of the packages and who may touch DL4J, the standard streams and the exit code.
 */
class ArchitectureTest {

  private static final String BASE = "org.conductance4j";

  /**
   * Each package uses only those before it; the base package's API stands before the command line.
   */
  private static final List<String> ORDER =
      List.of(
          BASE + ".config",
          BASE + ".array",
          BASE + ".scene",
          BASE + ".model.onnx",
          BASE + ".model",
          BASE + ".data",
          BASE + ".training",
          BASE + ".engine.backend",
          BASE + ".engine.kernel",
          BASE + ".engine",
          BASE + ".engine.lowering",
          BASE + ".engine.lowering.dl4j",
          BASE + ".engine.lowering.onnx",
          BASE + ".engine.frontend",
          BASE + ".engine.audit",
          BASE + ".attribution.question",
          BASE + ".attribution.path",
          BASE + ".attribution.memory",
          BASE + ".attribution.method",
          BASE + ".axioms",
          BASE + ".ranking",
          BASE + ".sanity",
          BASE + ".pruning",
          BASE + ".surgery",
          BASE + ".experiment.input",
          BASE + ".experiment.config",
          BASE + ".experiment.result",
          BASE + ".experiment.study",
          BASE + ".experiment.window",
          BASE + ".experiment.batch",
          BASE + ".experiment.command",
          BASE + ".report",
          BASE,
          BASE + ".cli");

  /** Packages inside the engine that nothing outside of it may use. */
  private static final List<String> ENGINE_ONLY =
      List.of(BASE + ".engine.kernel", BASE + ".engine.lowering");

  /** No package has more files than this, but the kernel, one for each operation. */
  private static final int MOST_FILES = 45;

  /** Gives DL4J a class that it looks up by a name that ND4J has moved. */
  private static final String SHIM = "org.nd4j.nativeblas";

  private static final Path CLASSES = Path.of("target", "classes");
  private static final JavaClasses OURS = new ClassFileImporter().importPath(CLASSES);

  @Test
  void classesOnDisk_imported_allAreSeen() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      long onDisk = files.filter(file -> file.toString().endsWith(".class")).count();
      assertThat(OURS).hasSize(Math.toIntExact(onDisk)).hasSizeGreaterThan(3);
    }
  }

  @Test
  void everyClass_hasAPlaceInTheOrder() {
    everyPackageHasAPlace().check(OURS);
  }

  @Test
  void everyPackage_usesOnlyThoseBeforeIt() {
    packageOrder().forEach(rule -> rule.check(OURS));
  }

  @Test
  void kernelsAndBuilders_areUsedInsideTheEngineAlone() {
    engineKeepsItsKernels().check(OURS);
  }

  @Test
  void everyPackage_isSmallEnoughToFindOnesWay() throws IOException {
    Path sources = Path.of("src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      Map<String, Long> counts =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .collect(
                  groupingBy(file -> sources.relativize(file.getParent()).toString(), counting()));
      counts.remove(Path.of("org", "conductance4j", "engine", "kernel").toString());

      assertThat(counts).hasSizeGreaterThan(25);
      assertThat(counts)
          .allSatisfy((folder, count) -> assertThat(count).isLessThanOrEqualTo(MOST_FILES));
    }
  }

  @Test
  void dl4jTypes_stayInModelTrainingEngineSurgeryAndTheBasePackage() {
    dl4jStaysInside().check(OURS);
  }

  @Test
  void dl4jNetworks_areKnownToTheirFrontEndAlone() {
    onlyTheFrontEndKnowsDl4j().check(OURS);
  }

  @Test
  void standardStreamsAndExit_areLeftToTheCommandLine() {
    standardStreamsStayInside().check(OURS);
  }

  @Test
  void names_saySomething() {
    namesSaySomething().check(OURS);
  }

  @Test
  void plantedViolation_failsEveryRule() throws ClassNotFoundException {
    Class<?> planted = Class.forName(BASE + ".config.PlantedViolation");
    JavaClasses bad =
        new ClassFileImporter().importClasses(planted, planted.getDeclaredClasses()[0]);

    assertThat(packageOrder().get(0).evaluate(bad).hasViolation()).isTrue();
    assertThat(dl4jStaysInside().evaluate(bad).hasViolation()).isTrue();
    assertThat(standardStreamsStayInside().evaluate(bad).getFailureReport().getDetails())
        .hasSize(4);
    assertThat(namesSaySomething().evaluate(bad).hasViolation()).isTrue();
    assertThat(engineKeepsItsKernels().evaluate(bad).hasViolation()).isTrue();
  }

  @Test
  void plantedUseOfDl4j_insideTheEngine_failsItsRule() throws ClassNotFoundException {
    Class<?> planted = Class.forName(BASE + ".engine.kernel.PlantedDirection");
    JavaClasses bad = new ClassFileImporter().importClasses(planted);

    assertThat(onlyTheFrontEndKnowsDl4j().evaluate(bad).hasViolation()).isTrue();
  }

  @Test
  void plantedViolations_insideAPackage_failItsRule() throws ClassNotFoundException {
    for (String part :
        List.of("attribution.question", "engine.kernel", "engine.lowering", "experiment.config")) {
      Class<?> planted = Class.forName(BASE + "." + part + ".PlantedDirection");
      JavaClasses bad = new ClassFileImporter().importClasses(planted);
      ArchRule rule = packageOrder().get(ORDER.indexOf(BASE + "." + part));

      assertThat(rule.evaluate(bad).hasViolation()).as(part).isTrue();
    }
  }

  @Test
  void classOutsideTheOrder_failsItsRule() {
    JavaClasses stranger = new ClassFileImporter().importClasses(String.class);

    assertThat(everyPackageHasAPlace().evaluate(stranger).hasViolation()).isTrue();
  }

  private static ArchRule everyPackageHasAPlace() {
    List<String> places = new ArrayList<>(ORDER);
    places.add(SHIM);
    return classes().should().resideInAnyPackage(places.toArray(String[]::new));
  }

  /** One rule for each package but the last, which may use them all. */
  private static List<ArchRule> packageOrder() {
    List<ArchRule> rules = new ArrayList<>();
    for (int i = 0; i < ORDER.size() - 1; i++) {
      String[] later = ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
      rules.add(
          noClasses()
              .that(resideInAPackage(ORDER.get(i)))
              .should()
              .dependOnClassesThat(resideInAnyPackage(later))
              .allowEmptyShould(true));
    }
    return rules;
  }

  private static ArchRule engineKeepsItsKernels() {
    return noClasses()
        .that(resideOutsideOfPackages(BASE + ".engine.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(ENGINE_ONLY.toArray(String[]::new)));
  }

  private static ArchRule dl4jStaysInside() {
    return noClasses()
        .that(
            resideOutsideOfPackages(
                BASE + ".model..",
                BASE + ".training..",
                BASE + ".engine..",
                BASE + ".surgery..",
                BASE,
                SHIM))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."));
  }

  /** A program does not know what kind of network it came from: ND4J's arrays, but no networks. */
  private static ArchRule onlyTheFrontEndKnowsDl4j() {
    return noClasses()
        .that(resideInAPackage(BASE + ".engine.."))
        .and(resideOutsideOfPackage(BASE + ".engine.lowering.dl4j"))
        .should()
        .dependOnClassesThat(resideInAPackage("org.deeplearning4j.."));
  }

  private static ArchRule standardStreamsStayInside() {
    return noClasses()
        .that(resideOutsideOfPackages(BASE + ".cli.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class);
  }

  private static ArchRule namesSaySomething() {
    return noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager)");
  }
}
