package org.conductance4j.experiment.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.model.Preprocessing;
import org.conductance4j.scene.SceneOptions;
import org.jspecify.annotations.Nullable;

/**
 * Which input is explained, and how a picture becomes the network's input.
 *
 * @param source where it comes from
 * @param resize the shorter side after resizing, or null for the network's own
 * @param crop the side of the centre crop, or null for the network's own
 * @param mean one mean a channel, or null for the network's own
 * @param std one standard deviation a channel, or null for the network's own
 * @param named what each of several inputs is given, by name; empty for a network of one input
 */
public record InputOptions(
    Source source,
    @Nullable Integer resize,
    @Nullable Integer crop,
    @Nullable List<Double> mean,
    @Nullable List<Double> std,
    Map<String, Named> named) {

  /** Keeps a copy of the map. */
  public InputOptions {
    named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
  }

  /**
   * One of several inputs.
   *
   * @param array an array as the network takes it
   * @param held whether it stays as it is, while the path moves the others
   */
  public record Named(Array array, boolean held) {}

  /** Where an input comes from. */
  public sealed interface Source {}

  /**
   * A JPEG or PNG file.
   *
   * @param file the file
   */
  public record Image(Path file) implements Source {}

  /**
   * An array as the network takes it, in its own units.
   *
   * @param file a {@code .npy} file of shape (1, shape of one example)
   */
  public record Array(Path file) implements Source {}

  /**
   * A sentence.
   *
   * @param text the sentence
   * @param vocabulary file of the words that the network knows, one a line
   */
  public record Text(String text, Path vocabulary) implements Source {}

  /**
   * A sentence for a token network, or a pair of them.
   *
   * @param texts one or two
   * @param tokenizer file that turns them into tokens
   */
  public record Tokens(List<String> texts, Path tokenizer) implements Source {
    /** Copies the list. */
    public Tokens {
      texts = List.copyOf(texts);
    }
  }

  /**
   * A row of a table of numbers.
   *
   * @param table file with a header, comma- or tab-separated
   * @param row its number, from 0, the header not counted
   */
  public record Row(Path table, int row) implements Source {}

  /**
   * A picture of the street-scene generator.
   *
   * @param options seed, size and lights
   */
  public record Street(SceneOptions options) implements Source {}

  /**
   * How pictures are prepared: these options, and what the network says where one is null.
   *
   * @param preset what the network's architecture says
   * @return the preprocessing
   */
  public Preprocessing over(Preprocessing preset) {
    boolean sized = resize != null || crop != null;
    return new Preprocessing(
        sized ? resize : preset.resize(),
        sized ? crop : preset.crop(),
        mean == null ? preset.mean() : mean,
        std == null ? preset.std() : std,
        preset.channelsLast(),
        preset.grey());
  }
}
