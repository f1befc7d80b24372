package org.conductance4j.model.onnx;

import java.util.Arrays;
import org.conductance4j.array.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Factors and terms for each element of a tensor: y ↦ m ⊙ y + r.
 *
 * @param factors m, of extents that broadcast to the tensor's
 * @param added r, of the same extents; null for zeros
 */
public record OnnxMask(Tensor factors, @Nullable Tensor added) {

  /** The same with extents of 1 along the axes on which nothing depends, as of channels' masks. */
  OnnxMask compact() {
    OnnxMask mask = this;
    for (int axis = 0; axis < factors.rank(); axis++) {
      Tensor terms = mask.added;
      if (repeats(mask.factors, axis) && (terms == null || repeats(terms, axis))) {
        mask = new OnnxMask(first(mask.factors, axis), terms == null ? null : first(terms, axis));
      }
    }
    return mask;
  }

  /** Elements in one step along an axis. */
  private static int inner(Tensor tensor, int axis) {
    int[] shape = tensor.shape();
    return Tensor.length(Arrays.copyOfRange(shape, axis + 1, shape.length));
  }

  private static boolean repeats(Tensor tensor, int axis) {
    int inner = inner(tensor, axis);
    for (int i = 0; i < tensor.length(); i++) {
      int place = i / inner % tensor.size(axis);
      if (tensor.get(i) != tensor.get(i - place * inner)) {
        return false;
      }
    }
    return true;
  }

  private static Tensor first(Tensor tensor, int axis) {
    int inner = inner(tensor, axis);
    int extent = tensor.size(axis);
    double[] kept = new double[tensor.length() / extent];
    Arrays.setAll(kept, i -> tensor.get(i / inner * extent * inner + i % inner));
    int[] shape = tensor.shape();
    shape[axis] = 1;
    return Tensor.of(shape, kept);
  }
}
