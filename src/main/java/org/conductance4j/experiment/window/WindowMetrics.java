package org.conductance4j.experiment.window;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.conductance4j.experiment.result.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a study of windows, as {@code metrics.json} holds them (there in snake_case; what
 * is null is left out). A sum of integrated gradients is that of a picture's own class, averaged
 * over pictures.
 *
 * @param schema version of this form
 * @param experiment the experiment's name
 * @param study its kind, which tells it from other studies
 * @param objective what is explained of each picture's own class
 * @param layer where neurons were ranked and pruned
 * @param classes names of the classes
 * @param pictures how many there were
 * @param windows the windows, with their share before pruning
 * @param path the nodes between baseline and input
 * @param before what holds before pruning
 * @param curves a point for each window, ranking and fraction, over all classes and for each
 * @param contrasts regional conductance against each control
 * @param seconds how long the run took
 */
public record WindowMetrics(
    int schema,
    String experiment,
    String study,
    String objective,
    Metrics.Layer layer,
    List<String> classes,
    Pictures pictures,
    List<Window> windows,
    Path path,
    Before before,
    List<Point> curves,
    List<Contrast> contrasts,
    Metrics.Seconds seconds) {

  /** The class of numbers over all classes. */
  public static final String ALL = "all";

  /**
   * A number with its interval.
   *
   * @param value the estimate from all pictures
   * @param low lower end of the interval
   * @param high upper end
   */
  public record Interval(double value, double low, double high) {}

  /**
   * How many pictures there were.
   *
   * @param training over which conductance was averaged
   * @param heldOut on which pruning was measured
   * @param resamples of the bootstrap
   * @param confidence of the intervals
   */
  public record Pictures(long training, long heldOut, int resamples, double confidence) {}

  /**
   * A window.
   *
   * @param name what it is called
   * @param region which pixels
   * @param pixels number of input elements inside
   * @param inside mean Σ IG inside before pruning
   */
  public record Window(String name, String region, int pixels, Interval inside) {}

  /**
   * The nodes and their error: residuals of the completeness law, Σ IG − (F(x) − F(x′)).
   *
   * @param rule where the nodes lie
   * @param nodes how many
   * @param alphas the places themselves
   * @param training over training pictures
   * @param heldOut over held-out pictures, intact network
   * @param pruned over held-out pictures, all pruned networks
   */
  public record Path(
      String rule,
      int nodes,
      List<Double> alphas,
      Residuals training,
      Residuals heldOut,
      Residuals pruned) {}

  /**
   * Residuals in units of F.
   *
   * @param mean their mean
   * @param deviation their standard deviation
   * @param rootMeanSquare their root mean square
   * @param largest largest size
   */
  public record Residuals(double mean, double deviation, double rootMeanSquare, double largest) {}

  /**
   * The intact network on held-out pictures.
   *
   * @param accuracy share that is classified right
   * @param score mean F of a picture's own class
   * @param all mean Σ IG
   */
  public record Before(Interval accuracy, Interval score, Interval all) {}

  /**
   * What a pruning does. A loss is the part of the mean Σ IG that is gone, 1 where it is 0 after
   * pruning and above where it changed its sign; it is left out where less than a hundredth of all
   * was there before.
   *
   * @param classLabel whose rankings and pictures; {@value #ALL} for all; {@code class} in the file
   * @param window whose IG is looked at, and whose conductance ranks
   * @param ranking {@code regional-conductance}, {@code layer-conductance} or {@code random}
   * @param fraction the part of the neurons that is pruned
   * @param insideBefore mean Σ IG inside the window before pruning
   * @param inside after it
   * @param lossInside loss inside
   * @param lossOutside loss outside
   * @param score mean F at the input
   * @param accuracy over pictures of the class for which was pruned
   * @param accuracyOthers over all other pictures
   */
  public record Point(
      @JsonProperty("class") String classLabel,
      String window,
      String ranking,
      double fraction,
      double insideBefore,
      Interval inside,
      @Nullable Interval lossInside,
      @Nullable Interval lossOutside,
      Interval score,
      Interval accuracy,
      Interval accuracyOthers) {}

  /**
   * The difference that regional conductance makes, over all classes: positive where it hits
   * harder.
   *
   * @param window whose IG is looked at; {@value #ALL} for the mean over the windows
   * @param control the ranking that is subtracted
   * @param fraction the part of the neurons that is pruned
   * @param lossInside difference of the losses inside
   * @param selectivity difference of (loss inside − loss outside)
   */
  public record Contrast(
      String window,
      String control,
      double fraction,
      @Nullable Interval lossInside,
      @Nullable Interval selectivity) {}
}
