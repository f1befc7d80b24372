package org.conductance4j.attribution.path;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.Readout;

/**
 * Everything of an explanation but the network that it is about, as plain values that can be kept
 * and read again.
 *
 * @param atInput F(x)
 * @param atBaseline F(x′)
 * @param parts what each of the arrays is
 * @param arrays the arrays
 * @param inside sums over the regions
 * @param plainTotal the plain quadrature of the whole
 * @param ledger residuals of the conservation laws
 * @param path how it was computed
 */
public record ExplanationState(
    double atInput,
    double atBaseline,
    List<Explanation.Part> parts,
    List<Tensor> arrays,
    List<Double> inside,
    double plainTotal,
    Ledger ledger,
    PathRecord path) {

  /** Keeps copies of the lists. */
  public ExplanationState {
    parts = List.copyOf(parts);
    arrays = List.copyOf(arrays);
    inside = List.copyOf(inside);
  }

  /**
   * The explanation again.
   *
   * @param readout the scalar that it explains
   * @return the same in every bit
   */
  public Explanation explanation(Readout readout) {
    return new Explanation(
        readout,
        new double[] {atBaseline, atInput},
        parts,
        arrays,
        inside.stream().mapToDouble(Double::doubleValue).toArray(),
        plainTotal,
        ledger,
        path);
  }
}
