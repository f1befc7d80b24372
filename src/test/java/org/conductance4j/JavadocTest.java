package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds that everything public has its Javadoc. The javadoc tool itself does so, but demands a
 * record's parameters again on each compact constructor, where they would be said twice; those
 * complaints are left out here.
 */
class JavadocTest {

  private static final Pattern COMPLAINT =
      Pattern.compile("(?m)^(.*\\.java):\\d+: (?:warning|error): (.*)\\R(.*)$");
  private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("\\s*public \\w+ \\{");

  private static final Path ENGINE =
      Path.of("src", "main", "java", "org", "conductance4j", "engine");

  /** Public for the rest of the engine alone, and documented where it is not plain. */
  private static final List<Path> INSIDE =
      List.of(ENGINE.resolve("kernel"), ENGINE.resolve("lowering"));

  @TempDir Path output;

  @Test
  void everythingPublic_isDocumented() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      files
          .filter(file -> INSIDE.stream().noneMatch(file::startsWith))
          .map(Path::toString)
          .filter(file -> file.endsWith(".java"))
          .forEach(sources::add);
    }

    assertThat(sources).hasSizeGreaterThan(10);
    assertThat(complaints(sources)).isEmpty();
  }

  @Test
  void undocumentedThings_areNoticed_butNotTheParametersOfACompactConstructor() throws IOException {
    Path source =
        Files.writeString(
            output.resolve("Planted.java"),
            """
            package planted;
            /**
             * A record.
             * @param first documented
             */
            public record Planted(int first) {
              /** Documented. */
              public Planted {
                if (first < 0) {
                  throw new IllegalArgumentException();
                }
              }
              public int undocumented() {
                return first;
              }
              /** Half documented. */
              public void half(int parameter) {}
            }
            """);

    assertThat(complaints(List.of(source.toString())))
        .containsExactly(source + ": no comment", source + ": no @param for parameter");
  }

  private List<String> complaints(List<String> sources) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-quiet", "-Xdoclint:missing", "-Xmaxwarns", "10000"));
    arguments.addAll(List.of("-encoding", "UTF-8", "-d", output.resolve("api").toString()));
    arguments.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    arguments.addAll(sources);
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text, true);
    ToolProvider.findFirst("javadoc")
        .orElseThrow(() -> new AssertionError("needs a JDK with the javadoc tool"))
        .run(writer, writer, arguments.toArray(String[]::new));

    List<String> complaints = new ArrayList<>();
    Matcher found = COMPLAINT.matcher(text.toString());
    while (found.find()) {
      boolean twice =
          found.group(2).startsWith("no @param")
              && COMPACT_CONSTRUCTOR.matcher(found.group(3)).matches();
      if (!twice) {
        complaints.add(found.group(1) + ": " + found.group(2));
      }
    }
    return complaints;
  }
}
