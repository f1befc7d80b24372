package org.conductance4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Result folders held against each other, times aside. */
final class ResultFolders {

  private ResultFolders() {}

  /** The same files of the same bytes; reports are made of the others and hold times. */
  static void assertSame(Path out, Path whole) throws IOException {
    List<String> files = files(whole);
    assertThat(files(out)).isEqualTo(files);
    for (String file : files) {
      if (file.endsWith(".json")) {
        assertThat(withoutTimes(out.resolve(file))).isEqualTo(withoutTimes(whole.resolve(file)));
      } else if (!file.equals("report.html")) {
        assertThat(Files.readAllBytes(out.resolve(file)))
            .as(file)
            .isEqualTo(Files.readAllBytes(whole.resolve(file)));
      }
    }
  }

  private static JsonNode withoutTimes(Path file) throws IOException {
    ObjectNode json = (ObjectNode) ResultJson.mapper().readTree(file.toFile());
    return json.without(List.of("seconds", "started", "wall_seconds"));
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  /** Copies all files. */
  static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to);
      for (String file : files(from)) {
        Files.copy(from.resolve(file), to.resolve(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
