package org.conductance4j.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Explanation.Part;

/**
 * Which arrays a node yields and where each lies in one long array: the input's, the layer's, one a
 * region, and the conductance of the first region's complement, by which additivity is measured.
 */
final class ArrayLayout {

  private final Set<Part> parts;
  private final int regions;
  private final boolean complement;
  private final int[] inputShape;
  private final int[] layerShape;

  ArrayLayout(Setting setting, Set<Part> parts) {
    this.parts = EnumSet.copyOf(parts);
    this.regions = parts.contains(Part.REGIONS) ? setting.regions().size() : 0;
    this.complement = regions > 0 && parts.contains(Part.LAYER);
    this.inputShape = setting.program().inputShape();
    this.layerShape =
        needsLayer()
            ? setting.needLayer().shape().stream().mapToInt(Integer::intValue).toArray()
            : new int[] {0};
  }

  private boolean needsLayer() {
    return parts.contains(Part.LAYER) || parts.contains(Part.REGIONS);
  }

  boolean input() {
    return parts.contains(Part.INPUT);
  }

  boolean complement() {
    return complement;
  }

  int inputLength() {
    return input() ? Tensor.length(inputShape) : 0;
  }

  int layerLength() {
    return Tensor.length(layerShape);
  }

  /** Number of arrays of the layer's shape. */
  int layerArrays() {
    return (parts.contains(Part.LAYER) ? 1 : 0) + regions + (complement ? 1 : 0);
  }

  int length() {
    return Math.addExact(inputLength(), Math.multiplyExact(layerArrays(), layerLength()));
  }

  /**
   * Input directions whose tangents are needed: v, v_R for each region, and v on the first region's
   * complement. None where the input's array alone is wanted: then it yields all terms.
   */
  List<double[]> directions(Setting setting, double[] direction) {
    if (setting.layer() == null || !needsLayer()) {
      return List.of();
    }
    List<double[]> directions = new ArrayList<>();
    directions.add(direction);
    for (Region region : setting.regions()) {
      directions.add(region.restrict(direction));
    }
    if (complement) {
      directions.add(setting.regions().get(0).complement().restrict(direction));
    }
    return directions;
  }

  /** Writes a row's arrays. */
  void write(
      int row,
      int batch,
      double[] direction,
      double[] inputGradient,
      double[] layerGradient,
      List<double[][]> tangents,
      double[] arrays) {
    int at = 0;
    if (input()) {
      int length = direction.length;
      for (int i = 0; i < length; i++) {
        arrays[at++] = direction[i] * inputGradient[row * length + i];
      }
    }
    int first = parts.contains(Part.LAYER) ? 0 : 1;
    for (int k = first; k < first + layerArrays(); k++) {
      double[] tangent = tangents.get(k)[0];
      int length = layerGradient.length / batch;
      for (int i = row * length; i < (row + 1) * length; i++) {
        arrays[at++] = layerGradient[i] * tangent[i];
      }
    }
  }

  /** The arrays of the integral as tensors, in this layout's order. */
  List<Tensor> tensors(double[] arrays) {
    List<Tensor> tensors = new ArrayList<>();
    int at = 0;
    if (input()) {
      tensors.add(Tensor.of(inputShape, Arrays.copyOfRange(arrays, 0, inputLength())));
      at = inputLength();
    }
    for (int k = 0; k < layerArrays(); k++) {
      tensors.add(Tensor.of(layerShape, Arrays.copyOfRange(arrays, at, at + layerLength())));
      at += layerLength();
    }
    return tensors;
  }

  /** What each array of {@link #tensors} is; the complement's is the last and not a part. */
  List<Part> order() {
    List<Part> order = new ArrayList<>();
    if (input()) {
      order.add(Part.INPUT);
    }
    if (parts.contains(Part.LAYER)) {
      order.add(Part.LAYER);
    }
    for (int region = 0; region < regions; region++) {
      order.add(Part.REGIONS);
    }
    return order;
  }
}
