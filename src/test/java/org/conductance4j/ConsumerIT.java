package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.conductance4j.scene.SceneGenerator;
import org.conductance4j.scene.SceneOptions;
import org.conductance4j.scene.ScenePng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program of a user: a Maven project of its own, {@code src/test/consumer}, that depends on the
 * jar which was just built. Maven runs offline. Its repository consists of links to this build's
 * repository, beside which the jar lies as if it was installed.
 */
class ConsumerIT {

  private static final Path NETWORK = Path.of("experiments", "stoplight", "network.zip");
  private static final Path OURS = Path.of("org", "conductance4j");
  private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void javaOfTheReadme_inAProjectOfItsOwn_compilesAndRuns() throws Exception {
    Path repository = installed();
    Path project = project();
    run(
        project,
        maven(),
        "--offline",
        "--batch-mode",
        "-Dmaven.repo.local=" + repository,
        "compile",
        "dependency:build-classpath",
        "-Dmdep.outputFile=libraries.txt");
    String libraries = Files.readString(project.resolve("libraries.txt"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    String output =
        run(
            project,
            java,
            "-cp",
            Path.of("target", "classes") + File.pathSeparator + libraries,
            "Example");

    assertThat(libraries)
        .contains("conductance4j-")
        .doesNotContain(
            "picocli",
            "progressbar",
            "jmustache",
            "logback",
            "jackson-dataformat-csv",
            "onnxruntime");
    assertThat(output)
        .contains("box 0.763; without 1 % of the neurons: score 1.000, box ")
        .doesNotContain("WARN", "Exception");
  }

  private Path project() throws IOException {
    Path project = folder.resolve("project");
    Path sources = Files.createDirectories(project.resolve(Path.of("src", "main", "java")));
    Files.copy(Path.of("src", "test", "consumer", "pom.xml"), project.resolve("pom.xml"));
    Files.createDirectories(project.resolve(NETWORK).getParent());
    Files.copy(NETWORK, project.resolve(NETWORK));
    ScenePng.write(
        SceneGenerator.generate(new SceneOptions(7, SceneOptions.DEFAULT_SIZE, 2)),
        project.resolve("scene.png"));
    Matcher lines = JAVA.matcher(Files.readString(Path.of("README.md")));
    assertThat(lines.find()).isTrue();
    Files.writeString(
        sources.resolve("Example.java"),
        """
        import java.nio.file.*;
        import java.util.*;
        import org.conductance4j.*;
        import org.conductance4j.array.*;
        import org.conductance4j.attribution.path.Explanation;
        import org.conductance4j.engine.LayerFunction;

        public class Example {
          public static void main(String[] args) {
            %s
          }
        }
        """
            .formatted(lines.group(1)));
    return project;
  }

  /** A local repository of links, in which this build's jar and POM are no link. */
  private Path installed() throws IOException {
    Path repository = Files.createDirectories(folder.resolve("repository").resolve(OURS));
    Path root = folder.resolve("repository");
    Path build = Path.of(System.getProperty("localRepository"));
    link(build, root, "org");
    link(build.resolve("org"), root.resolve("org"), "conductance4j");
    try (Stream<Path> jars = Files.list(Path.of("target"))) {
      Path jar =
          jars.filter(file -> file.getFileName().toString().matches("conductance4j-.*\\.jar"))
              .findFirst()
              .orElseThrow();
      String name = jar.getFileName().toString().replace(".jar", "");
      String version = name.substring("conductance4j-".length());
      Path place = Files.createDirectories(repository.resolve(Path.of("conductance4j", version)));
      Files.copy(jar, place.resolve(name + ".jar"));
      Files.copy(Path.of("pom.xml"), place.resolve(name + ".pom"));
    }
    return root;
  }

  private static void link(Path from, Path into, String but) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        if (!entry.getFileName().toString().equals(but)) {
          Files.createSymbolicLink(into.resolve(entry.getFileName()), entry.toAbsolutePath());
        }
      }
    }
  }

  private static String maven() {
    String home = System.getProperty("maven.home");
    return home == null ? "mvn" : Path.of(home, "bin", "mvn").toString();
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }
}
