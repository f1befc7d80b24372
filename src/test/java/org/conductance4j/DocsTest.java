package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every relative link on the pages for users leads to a file. */
class DocsTest {

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
