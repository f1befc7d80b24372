package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.model.onnx.OnnxNode;

/** Where the windows of convolutions and pooling lie, from a node's attributes. */
final class Windows {

  private static final int LARGEST = 1 << 20;

  private Windows() {}

  /** One axis for each that the window slides along. */
  static WindowAxis[] of(OnnxNode node, int[] extents, int[] kernel) {
    int rank = extents.length;
    int[] strides = list(node, "strides", rank, 1);
    int[] dilations = list(node, "dilations", rank, 1);
    int[] pads = list(node, "pads", 2 * rank, 0);
    requireSizes(rank, kernel, strides, dilations, pads);
    String auto = node.text("auto_pad", "NOTSET");
    boolean ceil = node.integer("ceil_mode", 0) != 0;
    WindowAxis[] axes = new WindowAxis[rank];
    for (int a = 0; a < rank; a++) {
      int span = dilations[a] * (kernel[a] - 1) + 1;
      int pad = pads[a];
      int outputs;
      if (auto.startsWith("SAME")) {
        outputs = (extents[a] + strides[a] - 1) / strides[a];
        int all = Math.max(0, (outputs - 1) * strides[a] + span - extents[a]);
        pad = auto.equals("SAME_LOWER") ? (all + 1) / 2 : all / 2;
      } else if (auto.equals("VALID")) {
        pad = 0;
        outputs = Math.floorDiv(extents[a] - span, strides[a]) + 1;
      } else {
        int room = extents[a] + pad + pads[a + rank] - span;
        outputs = Math.floorDiv(room, strides[a]) + 1;
        if (ceil && Math.floorMod(room, strides[a]) > 0) {
          boolean begins = outputs * strides[a] < extents[a] + pad;
          outputs += begins ? 1 : 0;
        }
      }
      axes[a] = new WindowAxis(extents[a], outputs, kernel[a], strides[a], dilations[a], pad);
    }
    return axes;
  }

  /** Padding behind the last position of each axis, which means may count. */
  static int[] ends(OnnxNode node, WindowAxis[] axes) {
    int rank = axes.length;
    int[] pads = list(node, "pads", 2 * rank, 0);
    boolean same = node.text("auto_pad", "NOTSET").startsWith("SAME");
    int[] ends = new int[rank];
    for (int a = 0; a < rank; a++) {
      int reach = axes[a].reach() - axes[a].extent() - axes[a].pad();
      ends[a] = same ? Math.max(0, reach) : pads[a + rank];
    }
    return ends;
  }

  /** The windows of the convolution whose transpose it is: they slide over the output. */
  static WindowAxis[] transposed(OnnxNode node, int[] inputs, int[] kernel) {
    int rank = inputs.length;
    int[] strides = list(node, "strides", rank, 1);
    int[] dilations = list(node, "dilations", rank, 1);
    int[] pads = list(node, "pads", 2 * rank, 0);
    int[] more = list(node, "output_padding", rank, 0);
    int[] shape = node.integers("output_shape");
    requireSizes(rank, kernel, strides, dilations, pads);
    String auto = node.text("auto_pad", "NOTSET");
    WindowAxis[] axes = new WindowAxis[rank];
    for (int a = 0; a < rank; a++) {
      int full = (inputs[a] - 1) * strides[a] + dilations[a] * (kernel[a] - 1) + 1 + more[a];
      int pad = pads[a];
      int extent = full - pad - pads[a + rank];
      if (shape != null || auto.startsWith("SAME")) {
        extent = shape == null ? inputs[a] * strides[a] : shape[shape.length - rank + a];
        int all = Math.max(0, full - extent);
        pad = auto.equals("SAME_UPPER") ? all / 2 : (all + 1) / 2;
        pad = shape != null && !auto.equals("SAME_UPPER") ? all - all / 2 : pad;
      }
      axes[a] = new WindowAxis(extent, inputs[a], kernel[a], strides[a], dilations[a], pad);
    }
    return axes;
  }

  private static int[] list(OnnxNode node, String key, int count, int otherwise) {
    int[] given = node.integers(key);
    if (given != null && given.length > 0) {
      return given;
    }
    int[] all = new int[count];
    Arrays.fill(all, otherwise);
    return all;
  }

  private static void requireSizes(
      int rank, int[] kernel, int[] strides, int[] dilations, int[] pads) {
    boolean fits =
        kernel.length == rank
            && strides.length == rank
            && dilations.length == rank
            && pads.length == 2 * rank
            && within(1, kernel)
            && within(1, strides)
            && within(1, dilations)
            && within(-LARGEST, pads);
    if (!fits) {
      throw new IllegalArgumentException("a window that does not fit " + rank + " axes");
    }
  }

  private static boolean within(int least, int... sizes) {
    return Arrays.stream(sizes).allMatch(size -> size >= least && size <= LARGEST);
  }
}
