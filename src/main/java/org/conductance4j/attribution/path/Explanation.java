package org.conductance4j.attribution.path;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.Readout;

/**
 * What one pass over the path yields: arrays, sums, the ledger and how they were computed.
 *
 * <p>Arrays hold the plain quadrature. With the adaptive rule the sums over regions are better
 * estimates: they are corrected piece by piece by what is known of their errors.
 */
public final class Explanation {

  private final Readout readout;
  private final double atInput;
  private final double atBaseline;
  private final List<Tensor> arrays;
  private final List<Part> parts;
  private final double[] inside;
  private final double plainTotal;
  private final Ledger ledger;
  private final PathRecord path;

  /** Which arrays an explanation holds. */
  public enum Part {
    /** Integrated gradients of the input. */
    INPUT,
    /** Conductance of each of the setting's neurons, resolved by the input's elements. */
    NEURONS,
    /** Internal influence of the layer's neurons. */
    INFLUENCE,
    /** Conductance of the layer's neurons. */
    LAYER,
    /** Conductance of the layer's neurons for each region. */
    REGIONS
  }

  Explanation(
      Readout readout,
      double[] ends,
      List<Part> parts,
      List<Tensor> arrays,
      double[] inside,
      double plainTotal,
      Ledger ledger,
      PathRecord path) {
    FiniteScore.require(ends[1], ends[0], plainTotal);
    this.readout = readout;
    this.atBaseline = ends[0];
    this.atInput = ends[1];
    this.parts = List.copyOf(parts);
    this.arrays = List.copyOf(arrays);
    this.inside = inside.clone();
    this.plainTotal = plainTotal;
    this.ledger = ledger;
    this.path = path;
  }

  /**
   * The scalar that is explained.
   *
   * @return the readout
   */
  public Readout readout() {
    return readout;
  }

  /**
   * F(x).
   *
   * @return the score at the input
   */
  public double atInput() {
    return atInput;
  }

  /**
   * F(x′).
   *
   * @return the score at the baseline
   */
  public double atBaseline() {
    return atBaseline;
  }

  /**
   * F(x) − F(x′).
   *
   * @return what is explained
   */
  public double change() {
    return atInput - atBaseline;
  }

  /**
   * Integrated gradients of the input.
   *
   * @return of the input's shape
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor inputAttribution() {
    return array(Part.INPUT, 0);
  }

  /**
   * Conductance of the layer's neurons.
   *
   * @return of the layer's shape
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor layerConductance() {
    return array(Part.LAYER, 0);
  }

  /**
   * Conductance of the layer's neurons for one region.
   *
   * @param region its place in the setting's list
   * @return of the layer's shape
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor regionalConductance(int region) {
    return array(Part.REGIONS, region);
  }

  /**
   * Conductance of one neuron, resolved by the input's elements.
   *
   * @param neuron its place in the setting's list
   * @return of the input's shape
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor neuronConductance(int neuron) {
    return array(Part.NEURONS, neuron);
  }

  /**
   * Internal influence of the layer's neurons.
   *
   * @return of the layer's shape
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor internalInfluence() {
    return array(Part.INFLUENCE, 0);
  }

  private Tensor array(Part part, int skip) {
    int seen = 0;
    for (int k = 0; k < arrays.size(); k++) {
      if (parts.get(k) == part && seen++ == skip) {
        return arrays.get(k);
      }
    }
    throw new IllegalStateException("explanation: " + part + " " + skip + " was not asked for");
  }

  /**
   * Number of regions.
   *
   * @return the count
   */
  public int regions() {
    return inside.length;
  }

  /**
   * Integrated gradients summed over a region.
   *
   * @param region its place in the setting's list
   * @return the sum
   */
  public double inside(int region) {
    return inside[region];
  }

  /**
   * Integrated gradients summed over what a region leaves out.
   *
   * @param region its place in the setting's list
   * @return the sum
   */
  public double outside(int region) {
    return all() - inside[region];
  }

  /**
   * Integrated gradients summed over the whole input: F(x) − F(x′), by which they are corrected.
   *
   * @return the sum
   */
  public double all() {
    return change();
  }

  /** What the ledger's residuals are divided by. */
  public double scale() {
    return change() == 0 ? 1 : Math.abs(change());
  }

  /** Error of the plain quadrature of the whole, in units of F. */
  public double totalResidual() {
    return Math.abs(plainTotal - change());
  }

  /** One of the arrays as the result of a method. */
  public Attribution attribution(String method, Tensor values, double completenessError) {
    return new Attribution(method, values, atInput, atBaseline, completenessError, path, null);
  }

  /**
   * Residuals of the conservation laws.
   *
   * @return the ledger
   */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * How it was computed.
   *
   * @return the record
   */
  public PathRecord path() {
    return path;
  }

  /**
   * Everything of it as plain values.
   *
   * @return the state, from which the same explanation can be made again
   */
  public ExplanationState state() {
    return new ExplanationState(
        atInput,
        atBaseline,
        parts,
        arrays,
        Arrays.stream(inside).boxed().toList(),
        plainTotal,
        ledger,
        path);
  }
}
