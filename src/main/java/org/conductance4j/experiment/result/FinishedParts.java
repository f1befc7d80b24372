package org.conductance4j.experiment.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a run that are done: path sums, scores, curves, scenes. Each is kept in a file of
 * its own as soon as it is whole, and a run that goes on takes it from there, bit for bit. With
 * each stand the time that it took and the most memory that was in use until then, so that a run in
 * several goes reports what one in a single go does.
 */
public final class FinishedParts {

  private static final double MILLISECONDS = 1e3;

  private static final JsonMapper JSON =
      JsonMapper.builder().addModule(TensorJson.module()).build();

  private final @Nullable WorkFolder folder;
  private final Kept kept;
  private final String prefix;

  /** What all groups of parts know together. */
  private static final class Kept {
    private final Set<Path> own = new HashSet<>();
    private double seconds;
  }

  /** One part, as its file holds it, with its time and the most bytes that were in use and kept. */
  private record Part(double seconds, long peak, long kept, JsonNode value) {}

  private FinishedParts(@Nullable WorkFolder folder, Kept kept, String prefix) {
    this.folder = folder;
    this.kept = kept;
    this.prefix = prefix;
  }

  /**
   * {@return parts that are kept in a folder}
   *
   * @param folder where they are kept
   */
  public static FinishedParts in(WorkFolder folder) {
    return new FinishedParts(folder, new Kept(), "");
  }

  /** {@return parts of which nothing is kept} */
  public static FinishedParts unkept() {
    return new FinishedParts(null, new Kept(), "");
  }

  /**
   * {@return parts that belong together, such as those of one layer}
   *
   * @param name of the group
   */
  public FinishedParts group(String name) {
    return new FinishedParts(folder, kept, prefix + name + ".");
  }

  /** {@return how many seconds those parts took that an earlier run did, to the millisecond} */
  public double earlierSeconds() {
    return Math.round(kept.seconds * MILLISECONDS) / MILLISECONDS;
  }

  /**
   * {@return a part: from its file if there is one, else computed and kept}
   *
   * @param <T> what it is
   * @param name different from those of other parts of the group
   * @param type its class
   * @param work computes it
   */
  public <T> T of(String name, Class<T> type, Supplier<T> work) {
    return of(name, JSON.constructType(type), work);
  }

  /**
   * {@return the same of a type with parameters}
   *
   * @param <T> what it is
   * @param name different from those of other parts of the group
   * @param type its type
   * @param work computes it
   */
  public <T> T of(String name, TypeReference<T> type, Supplier<T> work) {
    return of(name, JSON.constructType(type), work);
  }

  private <T> T of(String name, JavaType type, Supplier<T> work) {
    WorkFolder place = folder;
    if (place == null) {
      return work.get();
    }
    Path file = place.part(prefix + name);
    Optional<T> known = read(file, type);
    if (known.isPresent()) {
      return known.get();
    }
    long start = System.nanoTime();
    double earlier = kept.seconds;
    T value = work.get();
    double seconds = (System.nanoTime() - start) / 1e9 + kept.seconds - earlier;
    Part part =
        new Part(seconds, HeldMemory.peak(), HeldMemory.mostKept(), JSON.valueToTree(value));
    WholeFile.write(file, out -> JSON.writeValue(out, part));
    kept.own.add(file);
    return value;
  }

  private <T> Optional<T> read(Path file, JavaType type) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Part part = JSON.readValue(file.toFile(), Part.class);
      T value = JSON.treeToValue(part.value(), type);
      HeldMemory.raise(part.peak(), part.kept());
      kept.seconds += kept.own.add(file) ? part.seconds() : 0;
      return Optional.of(value);
    } catch (JsonProcessingException e) {
      throw new InvalidInputException(
          "%s: must be a part of a run, got %s; begin anew".formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new InvalidInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
