package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.conductance4j.engine.kernel.Normalisation;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.model.onnx.OnnxType;

/** Lowers normalisation by the statistics of the example itself. */
final class NormalisationRules {

  private NormalisationRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("LayerNormalization", (tensors, of) -> layer(tensors, of, true));
    rules.put("RMSNormalization", (tensors, of) -> layer(tensors, of, false));
    rules.put("InstanceNormalization", NormalisationRules::instance);
    rules.put("GroupNormalization", NormalisationRules::group);
  }

  private static HostArray number(double number) {
    return HostArray.of(OnnxType.DOUBLE, new int[0], number);
  }

  /** Rows of so many elements that lie side by side in the file's order. */
  private static Data rows(Tensors tensors, Data x, int width, double epsilon, boolean centred) {
    Value in = tensors.rows(x);
    Value view = tensors.relabelled(in, Value.pair(x.length() / width, width));
    Value out = tensors.add(new Normalisation(view, view.alike(), epsilon, centred));
    return Data.of(tensors.relabelled(out, Tensors.rowsValue(x.dims())), x.dims());
  }

  private static List<Data> layer(Tensors tensors, DataOperands of, boolean centred) {
    Data x = of.first();
    int[] dims = x.dims();
    int axis = Shapes.axis(of.node().integer("axis", -1), dims.length);
    int width = Shapes.length(Shapes.range(dims, axis, dims.length));
    Data normal = rows(tensors, x, width, of.node().real("epsilon", 1e-5), centred);
    HostArray shift = of.has(2) ? of.constant(2) : number(0);
    Data result = tensors.affine(normal, of.constant(1), shift);
    if (of.node().outputs().size() < 2) {
      return List.of(result);
    }
    boolean[] over = new boolean[dims.length];
    Arrays.fill(over, axis, dims.length, true);
    Data mean = ProductRules.reduced(tensors, x, over, "Mean");
    Data rest = ElementRules.difference(tensors, x, mean);
    ScalarFunction square = new ScalarFunction(v -> v * v, v -> 2 * v);
    Data variance =
        ProductRules.reduced(tensors, ElementRules.mapped(tensors, rest, square), over, "Mean");
    double epsilon = of.node().real("epsilon", 1e-5);
    ScalarFunction inverse =
        new ScalarFunction(
            v -> 1 / Math.sqrt(v + epsilon), v -> -0.5 * Math.pow(v + epsilon, -1.5));
    return List.of(result, mean, ElementRules.mapped(tensors, variance, inverse));
  }

  private static int[] channels(Data x, int count) {
    int[] dims = new int[x.rank()];
    Arrays.fill(dims, 1);
    dims[1] = count;
    return dims;
  }

  private static List<Data> instance(Tensors tensors, DataOperands of) {
    Data x = of.first();
    int[] dims = x.dims();
    int width = Shapes.length(Shapes.range(dims, 2, dims.length));
    Data normal = rows(tensors, x, width, of.node().real("epsilon", 1e-5), true);
    int[] each = channels(x, dims[1]);
    return List.of(
        tensors.affine(normal, of.constant(1).reshaped(each), of.constant(2).reshaped(each)));
  }

  /** Before version 21 scale and shift are those of a group. */
  private static List<Data> group(Tensors tensors, DataOperands of) {
    Data x = of.first();
    int[] dims = x.dims();
    int groups = (int) of.node().integer("num_groups", 1);
    int width = x.length() / dims[0] / groups;
    Data normal = rows(tensors, x, width, of.node().real("epsilon", 1e-5), true);
    return List.of(tensors.affine(normal, spread(x, of.constant(1)), spread(x, of.constant(2))));
  }

  private static HostArray spread(Data x, HostArray numbers) {
    int count = x.dims()[1];
    int[] index = new int[count];
    Arrays.setAll(index, c -> c / (count / numbers.length()));
    return numbers.moved(new Movement(channels(x, count), index));
  }
}
