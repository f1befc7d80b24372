package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * Which arrays a node yields and where each lies in one long array: the input's, one of the input's
 * shape a neuron, the layer's influence, the layer's conductance, that of each region, and that of
 * the first region's complement, which measures additivity. A rule whose nodes are known beforehand
 * needs the last at some nodes only and has no array for it.
 */
public final class ArrayLayout {

  private final Set<Part> parts;
  private final List<Part> order;
  private final int regions;
  private final boolean complement;
  private final int[] inputShape;
  private final int[] layerShape;
  private final int[] neurons;

  /**
   * Lays out the arrays of a question.
   *
   * @param question what is explained
   * @param parts which arrays are wanted
   */
  public ArrayLayout(ResolvedQuestion question, Set<Part> parts) {
    this.parts = EnumSet.copyOf(parts);
    this.regions = parts.contains(Part.REGIONS) ? question.regions().size() : 0;
    this.complement = additive() && !CachedActivations.differentiates(question.path().rule());
    this.inputShape = question.program().inputShape();
    this.layerShape =
        needsLayer()
            ? question.needLayer().shape().stream().mapToInt(Integer::intValue).toArray()
            : new int[] {0};
    this.neurons = parts.contains(Part.NEURONS) ? question.needNeurons() : new int[0];
    List<Part> all = new ArrayList<>();
    this.parts.forEach(part -> all.addAll(Collections.nCopies(count(part), part)));
    this.order = List.copyOf(all);
  }

  private int count(Part part) {
    return switch (part) {
      case NEURONS -> neurons.length;
      case REGIONS -> regions;
      case INPUT, INFLUENCE, LAYER -> 1;
    };
  }

  private boolean needsLayer() {
    return parts.stream().anyMatch(part -> part != Part.INPUT);
  }

  /** Indices in the layer of the neurons whose maps are wanted. */
  int[] neurons() {
    return neurons.clone();
  }

  boolean input() {
    return parts.contains(Part.INPUT);
  }

  boolean complement() {
    return complement;
  }

  /** Whether the regions' conductance is compared with the layer's. */
  private boolean additive() {
    return regions > 0 && parts.contains(Part.LAYER);
  }

  /** Whether that takes one more derivative at some of the nodes, not an array. */
  boolean checksAdditivity() {
    return additive() && !complement;
  }

  /** Number of arrays, with the complement's. */
  private int arrays() {
    return order.size() + (complement ? 1 : 0);
  }

  private int[] shape(int array) {
    boolean input = array < order.size() && order.get(array).compareTo(Part.NEURONS) <= 0;
    return input ? inputShape : layerShape;
  }

  /** {@return the length of all arrays together} */
  public int length() {
    return IntStream.range(0, arrays())
        .map(array -> Tensor.length(shape(array)))
        .reduce(0, Math::addExact);
  }

  /**
   * Input directions whose tangents are needed at each node: v, v_R for each region, and v on the
   * first region's complement if that has an array. None if the input's array alone is wanted: then
   * all terms follow from it.
   */
  List<double[]> directions(ResolvedQuestion question, double[] direction) {
    if (question.layer() == null || !needsLayer()) {
      return List.of();
    }
    List<double[]> directions = new ArrayList<>();
    directions.add(direction);
    for (Region region : question.regions()) {
      directions.add(region.restrict(direction));
    }
    if (complement) {
      directions.add(outside(question));
    }
    return directions;
  }

  /** v on the first region's complement. */
  double[] outside(ResolvedQuestion question) {
    return question.regions().get(0).complement().restrict(question.direction());
  }

  /** How many directions that are. */
  int directionCount(ResolvedQuestion question) {
    return question.layer() == null || !needsLayer()
        ? 0
        : 1 + question.regions().size() + (complement ? 1 : 0);
  }

  /**
   * Writes a row's arrays.
   *
   * @param inputGradients ∂F/∂x where it is wanted, then that through each neuron alone
   */
  void write(
      int row,
      int batch,
      double[] direction,
      List<double[]> inputGradients,
      double[] layerGradient,
      List<double[][]> tangents,
      double[] arrays) {
    int at = 0;
    for (double[] gradient : inputGradients) {
      at = product(direction, gradient, row * direction.length, arrays, at);
    }
    int length = layerGradient.length / batch;
    int start = row * length;
    if (parts.contains(Part.INFLUENCE)) {
      System.arraycopy(layerGradient, start, arrays, at, length);
      at += length;
    }
    int first = parts.contains(Part.LAYER) ? 0 : 1;
    int last = regions + (complement ? 1 : 0);
    for (int k = first; k <= last; k++) {
      double[] tangent = Arrays.copyOfRange(tangents.get(k)[0], start, start + length);
      at = product(tangent, layerGradient, start, arrays, at);
    }
  }

  private static int product(double[] a, double[] b, int start, double[] arrays, int at) {
    for (int i = 0; i < a.length; i++) {
      arrays[at + i] = a[i] * b[start + i];
    }
    return at + a.length;
  }

  /** The arrays of the integral as tensors, in this layout's order. */
  List<Tensor> tensors(double[] arrays) {
    List<Tensor> tensors = new ArrayList<>();
    int at = 0;
    for (int k = 0; k < arrays(); k++) {
      int[] shape = shape(k);
      int end = at + Tensor.length(shape);
      tensors.add(Tensor.of(shape, Arrays.copyOfRange(arrays, at, end)));
      at = end;
    }
    return tensors;
  }

  /** What each array of {@link #tensors} is; the complement's is the last and not a part. */
  List<Part> order() {
    return order;
  }
}
