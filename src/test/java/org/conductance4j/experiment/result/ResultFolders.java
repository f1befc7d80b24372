package org.conductance4j.experiment.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.conductance4j.config.RecordJson;

/** Result folders held against each other, times aside. */
public final class ResultFolders {

  private static final double ROUNDING = 1e-4;
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e-?\\d+)?");

  private ResultFolders() {}

  /** The same files of the same bytes; reports are made of the others and hold times. */
  public static void assertSame(Path out, Path whole) throws IOException {
    for (String file : sameFiles(out, whole)) {
      if (file.endsWith(".json")) {
        assertThat(withoutTimes(out.resolve(file))).isEqualTo(withoutTimes(whole.resolve(file)));
      } else if (!file.equals("report.html")) {
        assertThat(Files.readAllBytes(out.resolve(file)))
            .as(file)
            .isEqualTo(Files.readAllBytes(whole.resolve(file)));
      }
    }
  }

  /**
   * The same files, of tables that agree to rounding: how a library cuts products up depends on how
   * many rows there is memory for.
   */
  public static void assertClose(Path out, Path whole) throws IOException {
    List<String> tables =
        sameFiles(out, whole).stream().filter(file -> file.endsWith(".csv")).toList();
    assertThat(tables).isNotEmpty();
    for (String table : tables) {
      List<String> found = cells(out.resolve(table));
      List<String> expected = cells(whole.resolve(table));
      assertThat(found).as(table).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        if (NUMBER.matcher(expected.get(i)).matches()) {
          assertThat(Double.parseDouble(found.get(i)))
              .as(table)
              .isCloseTo(Double.parseDouble(expected.get(i)), within(ROUNDING));
        } else {
          assertThat(found.get(i)).as(table).isEqualTo(expected.get(i));
        }
      }
    }
  }

  private static List<String> sameFiles(Path out, Path whole) throws IOException {
    List<String> files = files(whole);
    assertThat(files(out)).isEqualTo(files);
    return files;
  }

  private static List<String> cells(Path table) throws IOException {
    return List.of(Files.readString(table).split("[,\n]"));
  }

  private static JsonNode withoutTimes(Path file) throws IOException {
    ObjectNode json = (ObjectNode) RecordJson.mapper().readTree(file.toFile());
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
  public static void copy(Path from, Path to) {
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
