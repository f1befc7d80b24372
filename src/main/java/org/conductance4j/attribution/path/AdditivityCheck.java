package org.conductance4j.attribution.path;

/**
 * Checks that a region's conductance and that of the rest add up to the whole, neuron by neuron.
 * Both come from derivatives along parts of v, which are additive except for rounding, so a few
 * nodes of a path are enough.
 */
final class AdditivityCheck {

  private double[] gaps = new double[0];
  private int nodes;

  /** How many nodes were checked. */
  int nodes() {
    return nodes;
  }

  /** Takes one row of a batch: ∂F/∂y, J v, J v_R, and J of v on the region's complement. */
  void add(
      int row, int batch, double[] gradient, double[] whole, double[] inside, double[] outside) {
    int length = gradient.length / batch;
    if (gaps.length == 0) {
      gaps = new double[length];
    }
    int start = row * length;
    for (int j = 0; j < length; j++) {
      int at = start + j;
      gaps[j] += gradient[at] * (inside[at] + outside[at] - whole[at]);
    }
    nodes++;
  }

  /** Σ_j |Cond_j(R) + Cond_j(rest) − Cond_j| by these nodes, each of the same weight. */
  double gap() {
    double sum = 0;
    for (double gap : gaps) {
      sum += Math.abs(gap);
    }
    return sum / Math.max(1, nodes);
  }
}
