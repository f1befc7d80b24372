package org.conductance4j.attribution.path;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.Readout;

/**
 * The result of one pass over the path: arrays, sums, the ledger and how they were computed.
 *
 * <p>Arrays hold the plain quadrature. With the adaptive rule the sums over regions are better
 * estimates: they are corrected piece by piece by what is known of their errors.
 *
 * @param readout the scalar that is explained
 * @param atInput F(x)
 * @param atBaseline F(x′)
 * @param parts what each of the arrays is
 * @param arrays the arrays
 * @param inside integrated gradients summed over each region
 * @param plainTotal the plain quadrature of the whole
 * @param ledger residuals of the conservation laws
 * @param path how it was computed
 */
public record Explanation(
    Readout readout,
    double atInput,
    double atBaseline,
    List<Part> parts,
    List<Tensor> arrays,
    List<Double> inside,
    double plainTotal,
    Ledger ledger,
    PathRecord path) {

  /** Which arrays an explanation holds. */
  public enum Part {
    /** Integrated gradients of the input. */
    INPUT,
    /** Conductance of each of the question's neurons, resolved by the input's elements. */
    NEURONS,
    /** Internal influence of the layer's neurons. */
    INFLUENCE,
    /** Conductance of the layer's neurons. */
    LAYER,
    /** Conductance of the layer's neurons for each region. */
    REGIONS
  }

  /**
   * Copies the lists and checks the numbers.
   *
   * @throws org.conductance4j.config.InvalidInputException if a score or the total is not finite
   */
  public Explanation {
    Attribution.requireFinite(atInput, atBaseline, plainTotal);
    parts = List.copyOf(parts);
    arrays = List.copyOf(arrays);
    inside = List.copyOf(inside);
  }

  /** {@return F(x) − F(x′), to which the sum of integrated gradients is corrected} */
  public double change() {
    return atInput - atBaseline;
  }

  /**
   * {@return integrated gradients of the input, of its shape}
   *
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor inputAttribution() {
    return array(Part.INPUT, 0);
  }

  /**
   * {@return conductance of the layer's neurons, of its shape}
   *
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor layerConductance() {
    return array(Part.LAYER, 0);
  }

  /**
   * {@return conductance of the layer's neurons for one region, of the layer's shape}
   *
   * @param region its index in the question's list
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor regionalConductance(int region) {
    return array(Part.REGIONS, region);
  }

  /**
   * {@return conductance of one neuron, resolved by the input's elements, of the input's shape}
   *
   * @param neuron its index in the question's list
   * @throws IllegalStateException if it was not asked for
   */
  public Tensor neuronConductance(int neuron) {
    return array(Part.NEURONS, neuron);
  }

  /**
   * {@return internal influence of the layer's neurons, of its shape}
   *
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
   * {@return integrated gradients summed over a region}
   *
   * @param region its index in the question's list
   */
  public double inside(int region) {
    return inside.get(region);
  }

  /**
   * {@return integrated gradients summed over what a region leaves out}
   *
   * @param region its index in the question's list
   */
  public double outside(int region) {
    return change() - inside(region);
  }

  /** {@return what the ledger's residuals are divided by: |F(x) − F(x′)|, or 1 where that is 0} */
  public double scale() {
    return scale(change());
  }

  /**
   * {@return what a residual is divided by: the size of a change, or 1 where there is none}
   *
   * @param change of F
   */
  public static double scale(double change) {
    return change == 0 ? 1 : Math.abs(change);
  }

  /** {@return error of the plain quadrature of the whole, in units of F} */
  public double totalResidual() {
    return Math.abs(plainTotal - change());
  }

  /**
   * {@return one of the arrays as the result of a method}
   *
   * @param method its id
   * @param values the array
   * @param completenessError residual of the method's conservation law, in units of F
   */
  public Attribution attribution(String method, Tensor values, double completenessError) {
    return new Attribution(method, values, atInput, atBaseline, completenessError, path, null);
  }
}
