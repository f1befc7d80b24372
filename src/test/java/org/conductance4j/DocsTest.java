package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.study.Sections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages for users: where their links lead, and whether every key of a config is explained. */
class DocsTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "org", "conductance4j");

  /** How readers of configs ask for a key: by its name, or by a constant of such a name. */
  private static final Pattern ASKED = Pattern.compile("\\b(?:get|key)\\(\"([a-z][a-z-]*)\"\\)");

  private static final Pattern CONSTANT =
      Pattern.compile("String (?:SECTION|KEY|THROUGH) = \"([a-z][a-z-]*)\"");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  @TempDir private Path folder = Path.of("");

  @Test
  void relativeLinks_ofReadmeAndDocs_leadToFiles() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    List<String> broken = new ArrayList<>();
    for (Path page : pages) {
      broken.addAll(broken(page));
    }

    assertThat(pages).hasSizeGreaterThan(50);
    assertThat(broken).isEmpty();
  }

  @Test
  void linkToNoFile_isFound() throws IOException {
    Files.writeString(folder.resolve("other.md"), "");
    Path page = folder.resolve("page.md");
    Files.writeString(
        page, "[a](other.md#part), [b](none.md), [c](https://example.org), [d](#here)");

    assertThat(broken(page)).containsExactly(page + ": none.md");
  }

  @Test
  void everyKeyThatAReaderKnows_standsOnThePageOfConfigs() throws IOException {
    String page = Files.readString(Path.of("docs", "configs.md"));
    Set<String> told = new TreeSet<>();
    CODE.matcher(page).results().forEach(code -> told.add(code.group(1)));
    Set<String> known = keys();

    assertThat(known).hasSizeGreaterThan(80).contains("path-study", "through", "held-out");
    assertThat(told).containsAll(known);
  }

  @Test
  void everyKeyOnThePageOfConfigs_isKnownToAReader() throws IOException {
    List<String> told = new ArrayList<>();
    boolean keys = false;
    for (String line : Files.readAllLines(Path.of("docs", "configs.md"))) {
      keys = line.startsWith("| key |") || (keys && line.startsWith("|"));
      if (keys) {
        CODE.matcher(line.split("\\|", 3)[1]).results().forEach(code -> told.add(code.group(1)));
      }
    }

    assertThat(told).hasSizeGreaterThan(80);
    assertThat(keys()).containsAll(told);
  }

  /** Every key that is asked for where configs are read. */
  private static Set<String> keys() throws IOException {
    Set<String> keys = new TreeSet<>();
    for (SectionReader<?> section : Sections.readers()) {
      for (String name : section.key().split("\\.", -1)) {
        keys.add(name);
      }
      keys.addAll(section.formerKeys());
    }
    for (String part : List.of("experiment", "training", "data")) {
      try (Stream<Path> files = Files.walk(SOURCES.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String source = Files.readString(file);
          if (source.contains("ConfigNode")) {
            ASKED.matcher(source).results().forEach(asked -> keys.add(asked.group(1)));
            CONSTANT.matcher(source).results().forEach(key -> keys.add(key.group(1)));
          }
        }
      }
    }
    return keys;
  }

  private static List<String> broken(Path page) throws IOException {
    List<String> broken = new ArrayList<>();
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      String target = link.group(1).replaceFirst("#.*", "");
      boolean here = !target.isEmpty() && !ELSEWHERE.matcher(target).matches();
      if (here && !Files.exists(page.resolveSibling(target))) {
        broken.add(page + ": " + target);
      }
    }
    return broken;
  }
}
