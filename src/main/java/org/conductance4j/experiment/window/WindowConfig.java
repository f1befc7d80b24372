package org.conductance4j.experiment.window;

import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.config.ConfigDocument;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.Keys;
import org.conductance4j.data.PictureSetOptions;
import org.conductance4j.experiment.config.ExperimentConfig.Places;
import org.conductance4j.experiment.config.ModelOptions;
import org.jspecify.annotations.Nullable;

/**
 * A checked study of windows: what pruning by the average regional conductance of a fixed window
 * does to a whole data set.
 *
 * @param experiment its name, which is also the name of its result folder
 * @param model which network
 * @param labels file of the class names, or null
 * @param training pictures over which conductance is averaged
 * @param heldOut pictures on which pruning is measured
 * @param channels 1 for grey pictures, 3 for colour
 * @param mean of each channel, subtracted from values in [0, 1]; empty for none
 * @param std of each channel; empty for none
 * @param objective what is explained of each picture's own class
 * @param baseline where the path begins
 * @param layer where neurons are ranked and pruned
 * @param path where the nodes lie
 * @param windows the windows, in the order of the config
 * @param randomSeeds seeds of the random rankings
 * @param fractions the top parts of the rankings that are pruned, ascending, without 0
 * @param bootstrap how intervals are found
 * @param chunk number of pictures after which what was done is kept
 * @param precision what is computed in
 * @param seed of the bootstrap
 * @param places where each key was written
 */
public record WindowConfig(
    String experiment,
    ModelOptions model,
    @Nullable Path labels,
    PictureSetOptions training,
    PictureSetOptions heldOut,
    int channels,
    List<Double> mean,
    List<Double> std,
    Objective.Kind objective,
    Baseline baseline,
    String layer,
    WindowPath path,
    List<Window> windows,
    List<Long> randomSeeds,
    List<Double> fractions,
    Bootstrap bootstrap,
    int chunk,
    Precision precision,
    long seed,
    Places places) {

  /** The keys of a study of windows. */
  public static final Keys KEYS = WindowConfigReader.KEYS;

  /**
   * A window of the picture.
   *
   * @param name what tables call it
   * @param region which pixels, such as {@code box:9,19,9,19}
   */
  public record Window(String name, String region) {}

  /**
   * Intervals from resampling pictures.
   *
   * @param resamples how many
   * @param confidence such as 0.95
   */
  public record Bootstrap(int resamples, double confidence) {}

  /**
   * Whether a config describes a study of windows.
   *
   * @param document the config
   * @return true if it has windows
   */
  public static boolean describes(ConfigDocument document) {
    return document.has("windows");
  }

  /**
   * Reads a config and checks all that can be checked without network and pictures.
   *
   * @param document the config
   * @return the study
   * @throws InvalidInputException with one line for each problem
   */
  public static WindowConfig read(ConfigDocument document) {
    return new WindowConfigReader(document).read();
  }

  /**
   * Checks a config and, where it has no problem itself, whether network, pictures, layer and
   * windows can be read and fit each other.
   *
   * @param document the config
   * @throws InvalidInputException with one line for each problem of the config, or the first of the
   *     files
   */
  public static void inspect(ConfigDocument document) {
    WindowSubject.of(read(document));
  }
}
