package org.conductance4j.experiment.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.engine.Unit;

/**
 * A folder of one result. It is written beside its final name and moved there when it is complete:
 * a run that is killed leaves no half result, and an earlier result stays until the new one is
 * whole.
 */
public final class ResultStore {

  private static final String METRICS = "metrics.json";
  private static final String PROVENANCE = "provenance.json";
  private static final String CURVES = "curves.csv";
  private static final String AREAS = "areas.csv";
  private static final String UNITS = "units.csv";
  private static final String WORDS = "words.csv";
  private static final String PATH = "path.csv";
  private static final String ATTRIBUTIONS = "attributions";

  /** What every result has, besides rankings. */
  private static final List<String> ENTRIES =
      List.of(
          METRICS, PROVENANCE, CURVES, AREAS, UNITS, PATH, ATTRIBUTIONS, "figures", "report.html");

  private static final Duration ABANDONED = Duration.ofHours(1);

  private final Path folder;
  private final List<String> entries;

  /** Writes further files into a result that is being made. */
  @FunctionalInterface
  public interface Extra {
    /**
     * Writes them.
     *
     * @param staging the folder that will be the result
     * @throws IOException if that fails
     */
    void writeTo(Path staging) throws IOException;
  }

  /**
   * Writes figures and report of a result.
   *
   * @param <R> the result
   */
  @FunctionalInterface
  public interface Reporter<R> {
    /**
     * Writes them.
     *
     * @param result what was found
     * @param staging the folder that will be the result
     * @throws IOException if that fails
     */
    void write(R result, Path staging) throws IOException;
  }

  /**
   * A store under a final name.
   *
   * @param folder the result folder; need not exist
   * @param sectionFiles names in it that belong to sections of configs
   */
  public ResultStore(Path folder, List<String> sectionFiles) {
    this.folder = folder.toAbsolutePath().normalize();
    this.entries = Stream.concat(ENTRIES.stream(), sectionFiles.stream()).toList();
  }

  /**
   * Checks, before any work is done, that the folder is free or holds nothing but an earlier
   * result. One that a killed run had put aside is put back first.
   *
   * @throws InvalidInputException if it holds anything else, or nothing can be written there
   */
  public void check() {
    requireWritable();
    putBack();
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw InvalidInputException.of(
          folder.toString(), "must be a folder for the result", "a file", "choose another folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> !isOurs(name))
          .sorted()
          .findFirst()
          .ifPresent(
              name -> {
                throw InvalidInputException.of(
                    folder.toString(),
                    "must be empty or hold an earlier result, which is replaced",
                    "'" + name + "' in it",
                    "choose another folder");
              });
    } catch (IOException e) {
      throw new InvalidInputException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Makes a folder where the result will be made, and removes it with all that it needed. */
  private void requireWritable() {
    Path existing = folder.getParent();
    List<Path> made = new ArrayList<>();
    while (existing != null && !Files.exists(existing)) {
      made.add(0, existing);
      existing = existing.getParent();
    }
    made.add(beside("part"));
    try {
      for (Path path : made) {
        Files.createDirectory(path);
      }
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    } finally {
      for (int i = made.size() - 1; i >= 0; i--) {
        made.get(i).toFile().delete();
      }
    }
  }

  private boolean isOurs(String name) {
    return entries.contains(name) || (name.startsWith("ranking-") && name.endsWith(".npy"));
  }

  /**
   * Whether a complete result of the same config and files is there, for a run that is to go on.
   *
   * @param provenance what a new result would be made from
   * @return true if there is nothing left to do, false if there is no result
   * @throws InvalidInputException if the result there was made from something else
   */
  public boolean resumes(Provenance provenance) {
    Optional<JsonNode> earlier = earlier();
    earlier.ifPresent(json -> RunIdentity.of(provenance).requireSame(json, folder.toString()));
    return earlier.isPresent();
  }

  /** What the result that is there was made from. */
  private Optional<JsonNode> earlier() {
    Path file = folder.resolve(PROVENANCE);
    if (!Files.isRegularFile(file) || !Files.isRegularFile(folder.resolve(METRICS))) {
      return Optional.empty();
    }
    try {
      return Optional.of(RunIdentity.ofProvenance(RecordJson.mapper().readTree(file.toFile())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** {@return the folder under its final name} */
  public Path folder() {
    return folder;
  }

  /**
   * Writes a result.
   *
   * @param result what was found
   * @param extra writes further files, such as a report
   * @throws InvalidInputException if nothing can be written there
   * @throws org.conductance4j.array.FullDiskException if the disk is full or fails; the final name
   *     is untouched then
   */
  public void write(ExperimentResult result, Extra extra) {
    publish(
        staging -> {
          writeFiles(result, staging);
          extra.writeTo(staging);
        });
  }

  /**
   * Makes a folder of whatever files and moves it to its final name.
   *
   * @param content writes the files
   */
  public void publish(Extra content) {
    Path parent = folder.getParent();
    if (parent == null) {
      throw new InvalidInputException(folder + ": must be a folder that has a parent");
    }
    Path staging = beside("part");
    try {
      Files.createDirectories(parent);
      putBack();
      removeAbandoned(parent);
      Files.createDirectory(staging);
      try {
        content.writeTo(staging);
        WholeFile.force(staging);
        moveIntoPlace(staging);
      } finally {
        delete(staging);
      }
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    }
  }

  /**
   * Writes a text file.
   *
   * @param staging the folder that will be the result
   * @param name of the file
   * @param text what it holds
   * @throws IOException if that fails
   */
  public static void writeText(Path staging, String name, String text) throws IOException {
    Files.writeString(staging.resolve(name), text);
  }

  private Path beside(String kind) {
    return folder.resolveSibling(
        prefix() + ProcessHandle.current().pid() + "." + System.nanoTime() + "." + kind);
  }

  private String prefix() {
    return "." + folder.getFileName() + ".";
  }

  private void moveIntoPlace(Path staging) throws IOException {
    if (!Files.exists(folder)) {
      Files.move(staging, folder);
      return;
    }
    Path earlier = beside("old");
    Files.move(folder, earlier);
    try {
      Files.move(staging, folder);
    } catch (IOException e) {
      Files.move(earlier, folder);
      throw e;
    }
    delete(earlier);
  }

  /** The earlier result of a run that was killed before it had put its own in that one's place. */
  private void putBack() {
    Path parent = folder.getParent();
    if (parent == null || !Files.isDirectory(parent) || Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(parent)) {
      Optional<Path> earlier =
          entries.filter(entry -> isPutAside(String.valueOf(entry.getFileName()))).findFirst();
      if (earlier.isPresent()) {
        Files.move(earlier.get(), folder);
      }
    } catch (IOException e) {
      throw WholeFile.failure(folder, e);
    }
  }

  /** Whether a name is that of an earlier result, and nobody is left who is replacing it. */
  private boolean isPutAside(String name) {
    if (!isStaging(name) || !name.endsWith(".old")) {
      return false;
    }
    String rest = name.substring(prefix().length());
    long pid = Long.parseLong(rest.substring(0, rest.indexOf('.')));
    return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
  }

  /** What killed runs left, old enough that nobody is still writing there. */
  private void removeAbandoned(Path parent) throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    List<Path> abandoned;
    try (Stream<Path> entries = Files.list(parent)) {
      abandoned = entries.filter(entry -> isStaging(String.valueOf(entry.getFileName()))).toList();
    }
    for (Path entry : abandoned) {
      if (Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
        delete(entry);
      }
    }
  }

  private boolean isStaging(String name) {
    return name.startsWith(prefix())
        && name.substring(prefix().length()).matches("\\d+\\.\\d+\\.(part|old)");
  }

  /**
   * Deletes a folder with all that is in it.
   *
   * @param root the folder; need not exist
   * @throws IOException if that fails
   */
  public static void delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }

  private static void writeFiles(ExperimentResult result, Path staging) throws IOException {
    List<SectionResult> sections = result.sections();
    Files.writeString(staging.resolve(METRICS), MetricsJson.of(result.metrics(), sections));
    Files.writeString(staging.resolve(PROVENANCE), RecordJson.of(result.provenance()));
    Precision type =
        result.provenance().dtype().equals(dtype(Precision.FLOAT64))
            ? Precision.FLOAT64
            : Precision.FLOAT32;
    List<ResultFile> files = new ArrayList<>(files(result));
    sections.forEach(section -> files.addAll(section.files()));
    for (ResultFile file : files) {
      Path path = staging.resolve(file.path());
      Files.createDirectories(path.resolveSibling("."));
      if (file instanceof ResultFile.OfTable csv) {
        Files.writeString(path, csv.table().csv());
      } else if (file instanceof ResultFile.OfRecord json) {
        Files.writeString(path, RecordJson.of(json.value()));
      } else if (file instanceof ResultFile.OfArray array) {
        Npy.write(path, array.values(), type);
      }
    }
  }

  /** The files that every result has. */
  private static List<ResultFile> files(ExperimentResult result) {
    List<ResultFile> files = new ArrayList<>();
    files.add(new ResultFile.OfTable(CURVES, CurveTable.of(result.metrics().curves())));
    files.add(new ResultFile.OfTable(AREAS, AreaTable.of(result.metrics())));
    if (result.rankings().stream().anyMatch(ranking -> ranking.unit() != Unit.NEURON)) {
      files.add(new ResultFile.OfTable(UNITS, UnitTable.of(result.rankings())));
    }
    result
        .parts()
        .filter(parts -> parts.kind() == InputParts.Kind.WORDS)
        .ifPresent(
            words ->
                files.add(
                    new ResultFile.OfTable(WORDS, WordTable.of(words, result.inputAttribution()))));
    result.trace().ifPresent(trace -> files.add(new ResultFile.OfTable(PATH, PathTable.of(trace))));
    files.add(new ResultFile.OfArray(ATTRIBUTIONS + "/input.npy", result.inputAttribution()));
    for (PrunedMap map : result.prunedMaps()) {
      String name = "pruned-" + map.ranking().replace(':', '-') + "-" + map.fraction() + ".npy";
      files.add(new ResultFile.OfArray(ATTRIBUTIONS + "/" + name, map.map()));
    }
    result.rankings().forEach(ranking -> files.add(ranking.file("")));
    return files;
  }

  static String dtype(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }
}
