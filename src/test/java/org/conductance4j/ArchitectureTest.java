package org.conductance4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the order of the packages and who may touch DL4J, the standard streams and the exit code.
 */
class ArchitectureTest {

  private static final String BASE = "org.conductance4j";

  /**
   * Each package uses only those before it; the base package's façade stands before the command
   * line.
   */
  private static final List<String> ORDER =
      List.of(
          BASE + ".config..",
          BASE + ".array..",
          BASE + ".scene..",
          BASE + ".model..",
          BASE + ".data..",
          BASE + ".training..",
          BASE + ".engine..",
          BASE + ".surgery..",
          BASE + ".attribution..",
          BASE + ".axioms..",
          BASE + ".ranking..",
          BASE + ".sanity..",
          BASE + ".pruning..",
          BASE + ".experiment..",
          BASE + ".report..",
          BASE,
          BASE + ".cli..");

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
  void dl4jTypes_stayInModelTrainingAndEngine() {
    dl4jStaysInside().check(OURS);
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
        .hasSize(3);
    assertThat(namesSaySomething().evaluate(bad).hasViolation()).isTrue();
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

  private static ArchRule dl4jStaysInside() {
    return noClasses()
        .that(
            resideOutsideOfPackages(
                BASE + ".model..",
                BASE + ".training..",
                BASE + ".engine..",
                BASE + ".surgery..",
                SHIM))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "org.bytedeco.."));
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
