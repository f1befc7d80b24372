package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what README.md and docs/ show, but whole studies, which have tests of their own. */
class ReadmeIT {

  private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^    \\./conductance4j ((?:.*\\\\\\R)*.*)$");
  private static final List<String> PACKAGES =
      List.of(
          "array",
          "attribution.method",
          "attribution.path",
          "attribution.question",
          "engine",
          "engine.lowering.dl4j",
          "model",
          "pruning",
          "ranking");

  @TempDir Path folder;

  @Test
  void commandsAndJavaOfTheReadme_work() throws Exception {
    String readme = Files.readString(Path.of("README.md"));

    List<String> commands = commands(readme);
    assertThat(commands).anyMatch(c -> c.startsWith("scene")).anyMatch(c -> c.startsWith("attrib"));
    for (String command : commands) {
      StringWriter errors = new StringWriter();
      StringWriter output = new StringWriter();
      int exitCode =
          Main.run(
              new PrintWriter(output, true), new PrintWriter(errors, true), command.split("\\s+"));
      assertThat(exitCode).as(command + ": " + errors).isZero();
      assertThat(output.toString()).as(command).isNotBlank();
    }

    Matcher java = JAVA.matcher(readme);
    assertThat(java.find()).isTrue();
    run(inFolder(java.group(1)));
  }

  @Test
  void javaOfTheHooksPage_works() throws Exception {
    Matcher java = JAVA.matcher(Files.readString(Path.of("docs/hooks.md")));
    assertThat(java.find()).isTrue();
    run(java.group(1));
  }

  @Test
  void javaOfThePruningPage_works() throws Exception {
    Path scene = folder.resolve("scene.png");
    PrintWriter ignored = new PrintWriter(new StringWriter());
    String[] draw = {"scene", "--seed", "7", "--lights", "2", "--out", scene.toString()};
    assertThat(Main.run(ignored, ignored, draw)).isZero();

    Matcher java = JAVA.matcher(Files.readString(Path.of("docs/pruning.md")));
    assertThat(java.find()).isTrue();
    run(inFolder(java.group(1)));
  }

  private List<String> commands(String readme) {
    List<String> commands = new ArrayList<>();
    Matcher found = COMMAND.matcher(readme);
    while (found.find()) {
      String command = found.group(1).replaceAll("\\\\\\R\\s*", "");
      if (!command.startsWith("run ")) {
        commands.add(inFolder(command));
      }
    }
    return commands;
  }

  /** The files that a user makes on the way go to the test's own folder. */
  private String inFolder(String text) {
    return text.replace("scene.png", folder.resolve("scene.png").toString())
        .replace("scores.npy", folder.resolve("scores.npy").toString())
        .replace("pruned.zip", folder.resolve("pruned.zip").toString());
  }

  private void run(String body) throws IOException, ReflectiveOperationException {
    StringBuilder source =
        new StringBuilder(
            """
            import java.nio.file.*;
            import java.util.*;
            import org.conductance4j.*;
            import org.conductance4j.Attribution;
            """);
    PACKAGES.forEach(p -> source.append("import org.conductance4j.").append(p).append(".*;\n"));
    source.append("public class Example {\n  public static void main(String[] args) {\n");
    source.append(body).append("  }\n}\n");
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, "-proc:none", "-d", folder.toString(), "" + file))
        .as("compiles")
        .isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) null);
    } catch (InvocationTargetException e) {
      throw new AssertionError("example failed: " + Arrays.toString(body.split("\n")), e);
    }
  }
}
