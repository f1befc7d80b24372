package org.conductance4j.ranking;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Unit;

/**
 * The units of a layer in the order of a score: the largest signed score first, ties by index
 * (channel, row, column).
 */
public final class Ranking {

  private final String id;
  private final Tensor scores;
  private final int[] order;
  private final Unit unit;
  private final Partition partition;
  private final Tensor sums;

  private Ranking(String id, Tensor scores, Unit unit, Partition partition, Tensor sums) {
    this.id = id;
    this.scores = scores;
    this.order = descending(sums.toArray());
    this.unit = unit;
    this.partition = partition;
    this.sums = sums;
  }

  /**
   * {@return the neurons of a layer, ranked}
   *
   * @param id what the curves and files of this ranking are called
   * @param scores one score a neuron, of the layer's shape
   * @throws InvalidInputException if a score is not a number
   */
  public static Ranking of(String id, Tensor scores) {
    int neurons = scores.length();
    return of(id, scores, Unit.NEURON, new Partition(neurons, neurons, 1));
  }

  /**
   * {@return the units of a layer, ranked by the sum of their neurons' scores, which is the order
   * of their means too; the ranking's scores hold at each neuron its unit's}
   *
   * @param id what the curves and files of this ranking are called
   * @param scores one score a neuron, of the layer's shape
   * @param unit what is ranked
   * @param partition the layer's neurons divided into these units
   * @throws InvalidInputException if a score is not a number
   */
  public static Ranking of(String id, Tensor scores, Unit unit, Partition partition) {
    requireNumbers(id, scores);
    if (partition.size() == 1) {
      return new Ranking(id, scores, unit, partition, scores);
    }
    Tensor sums = partition.sums(scores);
    double[] spread = new double[scores.length()];
    for (int one = 0; one < sums.length(); one++) {
      for (int neuron : partition.elements(one)) {
        spread[neuron] = sums.get(one);
      }
    }
    return new Ranking(id, Tensor.of(scores.shape(), spread), unit, partition, sums);
  }

  /**
   * {@return the neurons of several layers, ranked together: (neuron), one layer after the other}
   *
   * <p>Ties go by layer, in the order given, and then by index. The scores should have one scale in
   * all layers. Conductances do: they sum to the same change of the score in each layer that cuts
   * every path.
   *
   * @param id what the curves and files of this ranking are called
   * @param layers the scores of each layer, of its shape
   * @throws InvalidInputException if a score is not a number
   */
  public static Ranking ofLayers(String id, List<Tensor> layers) {
    double[] joined =
        layers.stream().flatMapToDouble(layer -> Arrays.stream(layer.toArray())).toArray();
    return of(id, Tensor.of(new int[] {joined.length}, joined));
  }

  private static void requireNumbers(String id, Tensor scores) {
    for (int unit = 0; unit < scores.length(); unit++) {
      if (Double.isNaN(scores.get(unit))) {
        throw InvalidInputException.of(
            "ranking '" + id + "'",
            "needs numbers as scores",
            "NaN at unit " + unit,
            "check the network and the input");
      }
    }
  }

  /**
   * {@return a control that knows nothing of the network: scores drawn uniformly between 0 and 1}
   *
   * @param seed of the draw; the ranking's id is {@code random:SEED}
   * @param shape of the layer; not modified
   */
  public static Ranking random(long seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = new double[Tensor.length(shape)];
    Arrays.setAll(scores, unit -> random.nextDouble());
    return of("random:" + seed, Tensor.of(shape, scores));
  }

  /** A stable merge sort of primitive indices: equal scores keep the order of their indices. */
  private static int[] descending(double[] keys) {
    int n = keys.length;
    int[] order = new int[n];
    Arrays.setAll(order, unit -> unit);
    int[] merged = new int[n];
    for (int width = 1; width < n && width > 0; width *= 2) {
      for (int start = 0; start < n; start += 2 * width) {
        merge(
            keys, order, merged, start, Math.min(start + width, n), Math.min(start + 2 * width, n));
      }
      int[] swap = order;
      order = merged;
      merged = swap;
    }
    return order;
  }

  private static void merge(double[] keys, int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int k = start; k < end; k++) {
      boolean takeLeft = left < middle && (right >= end || keys[from[left]] >= keys[from[right]]);
      to[k] = takeLeft ? from[left++] : from[right++];
    }
  }

  /** {@return what the curves and files of this ranking are called} */
  public String id() {
    return id;
  }

  /** {@return a score for each neuron, its unit's, of the layer's shape} */
  public Tensor scores() {
    return scores;
  }

  /** {@return what is ranked} */
  public Unit unit() {
    return unit;
  }

  /** {@return a score for each unit; of neurons, of the layer's shape} */
  public Tensor unitScores() {
    return sums;
  }

  /**
   * {@return row-major indices of the neurons in the top part of this ranking, those of the highest
   * unit first}
   *
   * @param fraction the part of its units, in [0, 1)
   * @throws InvalidInputException if the fraction is out of range
   */
  public int[] topNeurons(double fraction) {
    return neurons(top(fraction));
  }

  private int[] neurons(int... units) {
    return partition.size() == 1 ? units : partition.elementsOf(units);
  }

  /** {@return number of units} */
  public int units() {
    return order.length;
  }

  /** {@return row-major indices of all units, the highest score first, a copy} */
  public int[] order() {
    return order.clone();
  }

  /**
   * {@return row-major indices of the {@link #count} units in the top part of this ranking, the
   * highest score first}
   *
   * @param fraction the part, in [0, 1)
   * @throws InvalidInputException if the fraction is out of range
   */
  public int[] top(double fraction) {
    return Arrays.copyOf(order, count(fraction, order.length));
  }

  /**
   * {@return floor(fraction × units), how many units a part holds}
   *
   * <p>The fraction is taken as the decimal number that is written: 0.29 of 100 units are 29,
   * although the nearest double to 0.29 lies below it.
   *
   * @param fraction the part, in [0, 1)
   * @param units how many there are
   * @throws InvalidInputException if the fraction is out of range
   */
  public static int count(double fraction, int units) {
    if (!(fraction >= 0 && fraction < 1)) {
      throw InvalidInputException.of(
          "fraction", "must lie in [0, 1)", fraction, "0.01 prunes one unit in a hundred");
    }
    return BigDecimal.valueOf(fraction)
        .multiply(BigDecimal.valueOf(units))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }
}
