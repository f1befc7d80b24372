package org.conductance4j.pruning;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/** What takes the place of a pruned unit's activation. */
public sealed interface Replacement {

  /** Ids of all replacements. */
  List<String> IDS = List.of(Zero.ID, Constant.BASELINE, Constant.MEAN, Held.ID);

  /** {@return the replacement's name, one of {@link #IDS}} */
  String id();

  /**
   * {@return a number for each unit, which it becomes where it is pruned; empty where that depends
   * on the input}
   *
   * @param units number of units of the layer
   */
  Optional<double[]> constants(int units);

  /**
   * {@return this replacement for some of the units alone, counted from 0 again}
   *
   * @param from the first of them
   * @param to the first behind them
   */
  default Replacement part(int from, int to) {
    return this;
  }

  /**
   * {@return the replacements of several layers as one of all their units, one layer after the
   * other}
   *
   * @param layers of one kind; not empty
   */
  static Replacement joined(List<Replacement> layers) {
    if (!(layers.get(0) instanceof Constant first)) {
      return layers.get(0);
    }
    double[] all =
        layers.stream()
            .flatMapToDouble(each -> Arrays.stream(((Constant) each).activation().toArray()))
            .toArray();
    return new Constant(first.id(), Tensor.of(new int[] {all.length}, all));
  }

  /** {@return the replacement by 0} */
  static Replacement zero() {
    return new Zero();
  }

  /**
   * {@return the replacement by the activation at the baseline}
   *
   * @param activation of the layer at the baseline
   */
  static Replacement baseline(Tensor activation) {
    return new Constant(Constant.BASELINE, activation);
  }

  /**
   * {@return the replacement by the mean activation over a data set}
   *
   * @param activation of the layer, averaged
   */
  static Replacement mean(Tensor activation) {
    return new Constant(Constant.MEAN, activation);
  }

  /**
   * {@return the replacement that keeps the activation at each point of the path but passes on no
   * derivative: what changes in a pruned unit along the path counts for nothing}
   */
  static Replacement held() {
    return new Held();
  }

  /** Nothing: the activation becomes 0. */
  record Zero() implements Replacement {
    static final String ID = "zero";

    @Override
    public String id() {
      return ID;
    }

    @Override
    public Optional<double[]> constants(int units) {
      return Optional.of(new double[units]);
    }
  }

  /**
   * A number for each unit of the layer.
   *
   * @param id {@code baseline} or {@code mean}
   * @param activation the numbers, of the layer's shape
   */
  record Constant(String id, Tensor activation) implements Replacement {
    static final String BASELINE = "baseline";
    static final String MEAN = "mean";

    @Override
    public Replacement part(int from, int to) {
      double[] some = Arrays.copyOfRange(activation.toArray(), from, to);
      return new Constant(id, Tensor.of(new int[] {some.length}, some));
    }

    @Override
    public Optional<double[]> constants(int units) {
      if (activation.length() != units) {
        throw InvalidInputException.of(
            "replacement",
            "needs a value for each of the layer's " + units + " neurons",
            activation.length(),
            "compute it at this layer");
      }
      return Optional.of(activation.toArray());
    }
  }

  /** The value on the path, as a constant at each point of it. */
  record Held() implements Replacement {
    static final String ID = "path";

    @Override
    public String id() {
      return ID;
    }

    @Override
    public Optional<double[]> constants(int units) {
      return Optional.empty();
    }
  }
}
