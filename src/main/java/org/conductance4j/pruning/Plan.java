package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.LayerFunction;
import org.conductance4j.ranking.Ranking;
import org.jspecify.annotations.Nullable;

/**
 * What is pruned of a layer and what replaces it. Plans of the same units and replacement are
 * equal, whichever ranking they came from.
 */
public final class Plan {

  private final int units;
  private final BitSet pruned;
  private final Replacement replacement;

  private Plan(int units, BitSet pruned, Replacement replacement) {
    this.units = units;
    this.pruned = pruned;
    this.replacement = replacement;
  }

  /**
   * {@return a plan that prunes given units}
   *
   * @param shape of the layer; not modified
   * @param pruned row-major indices of the units; not modified
   * @param replacement what takes their place
   * @throws InvalidInputException if a unit does not exist or none is left
   */
  public static Plan of(int[] shape, int[] pruned, Replacement replacement) {
    int units = Tensor.length(shape);
    BitSet set = new BitSet(units);
    for (int unit : pruned) {
      if (unit < 0 || unit >= units) {
        throw InvalidInputException.of(
            "plan",
            "no such unit in a layer of " + units,
            unit,
            "units are counted from 0 (channel, row, column)");
      }
      set.set(unit);
    }
    if (set.cardinality() == units) {
      throw InvalidInputException.of(
          "plan", "must leave a unit", "all " + units + " pruned", "choose a smaller fraction");
    }
    return new Plan(units, set, replacement);
  }

  /**
   * {@return a plan that prunes the top of a ranking}
   *
   * @param ranking the layer's units by score
   * @param fraction the part that is pruned, in [0, 1)
   * @param replacement what takes the units' place
   */
  public static Plan top(Ranking ranking, double fraction, Replacement replacement) {
    return of(ranking.scores().shape(), ranking.topNeurons(fraction), replacement);
  }

  /** {@return number of units that are pruned} */
  public int pruned() {
    return pruned.cardinality();
  }

  /** {@return number of units of the layer} */
  public int units() {
    return units;
  }

  /**
   * {@return whether a unit is pruned}
   *
   * @param unit its row-major index
   */
  public boolean prunes(int unit) {
    return pruned.get(unit);
  }

  /** {@return what replaces the pruned units} */
  public Replacement replacement() {
    return replacement;
  }

  /** {@return this plan as a change of the layer's activation during a pass} */
  public LayerFunction transform() {
    return new UnitsPruned(
        units, pruned.stream().toArray(), replacement.constants(units).orElse(null));
  }

  /**
   * Divides a plan that holds the units of several layers one after the other.
   *
   * @param lengths how many neurons each layer has
   * @return one plan a layer
   */
  public List<Plan> split(int... lengths) {
    if (lengths.length == 1) {
      return List.of(this);
    }
    List<Plan> plans = new ArrayList<>();
    int from = 0;
    for (int length : lengths) {
      int to = from + length;
      plans.add(new Plan(length, pruned.get(from, to), replacement.part(from, to)));
      from = to;
    }
    return List.copyOf(plans);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Plan that
        && units == that.units
        && pruned.equals(that.pruned)
        && replacement.equals(that.replacement);
  }

  @Override
  public int hashCode() {
    return 31 * pruned.hashCode() + replacement.hashCode();
  }

  @Override
  public String toString() {
    return "Plan[" + pruned.cardinality() + " of " + units + " units, " + replacement + "]";
  }

  /** y ↦ m ⊙ y + (1 − m) ⊙ r with m = 0 on the pruned units; without r, y loses its derivative. */
  private static final class UnitsPruned implements LayerFunction {
    private final int[] pruned;
    private final double @Nullable [] constants;
    private final double[] zeros;

    UnitsPruned(int units, int[] pruned, double @Nullable [] constants) {
      this.pruned = pruned;
      this.constants = constants;
      this.zeros = new double[units];
    }

    @Override
    public double[] forward(double[] y) {
      return overwritten(y, constants == null ? y : constants);
    }

    @Override
    public double[] vjp(double[] y, double[] cotangent) {
      return overwritten(cotangent, zeros);
    }

    @Override
    public double[] jvp(double[] y, double[] tangent) {
      return overwritten(tangent, zeros);
    }

    private double[] overwritten(double[] values, double[] replacements) {
      if (values.length != zeros.length) {
        throw new IllegalArgumentException("plan: made for " + zeros.length + " units");
      }
      for (int unit : pruned) {
        values[unit] = replacements[unit];
      }
      return values;
    }
  }
}
