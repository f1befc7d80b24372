package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import org.conductance4j.engine.kernel.LocalProduct;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lowers locally connected layers: convolutions with weights of their own at each place. As in DL4J
 * the taps lie side by side whatever the dilation, which only counts for the number of places.
 */
final class LocalRules {

  private LocalRules() {}

  static Value sequence(
      ProgramBuilder builder, LocallyConnected1D layer, Parameters parameters, Value given) {
    Value in = ConvolutionRules.column(builder, LayerInputs.read(builder, layer, 2, given));
    DenseRules.requireFeatures(builder, in, layer.getNIn());
    requireSize(builder, in, layer.getInputSize(), 1);
    ShapeRules.requireCounts(builder, layer.getPaddingR());
    WindowAxis[] axes =
        Windows.of(
            builder,
            in,
            layer.getCm(),
            new int[] {layer.getKernel(), 1},
            new int[] {layer.getStride(), 1},
            new int[] {layer.getDilation(), 1},
            new int[] {layer.getPadding(), 0});
    Value product = products(builder, in, axes, parameters);
    Value out = in.shaped(axes[0].outputs(), product.channels());
    return finish(builder, out, product, parameters, layer.getActivation());
  }

  static Value picture(
      ProgramBuilder builder, LocallyConnected2D layer, Parameters parameters, Value given) {
    Value in = LayerInputs.read(builder, layer, 3, given, layer.getNIn());
    requireSize(builder, in, layer.getInputSize());
    ShapeRules.requireCounts(builder, layer.getPaddingBr());
    WindowAxis[] axes =
        Windows.of(
            builder,
            in,
            layer.getCm(),
            layer.getKernel(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding());
    Value product = products(builder, in, axes, parameters);
    Value out = in.shaped(axes[0].outputs(), axes[1].outputs(), product.channels());
    return finish(builder, out, product, parameters, layer.getActivation());
  }

  /** The weights are those of the places of one size. */
  private static void requireSize(ProgramBuilder builder, Value in, int... size) {
    int[] given = {in.dim(0), in.dim(1)};
    if (!Arrays.equals(given, size)) {
      throw builder.refuse(
          "needs inputs of the size that it was made for, " + Arrays.toString(size),
          Arrays.toString(given),
          "check the layers before it");
    }
  }

  private static Value finish(
      ProgramBuilder builder,
      Value out,
      Value product,
      Parameters parameters,
      Activation activation) {
    Value sum = Arithmetic.view(builder, product, out);
    Value shifted = Arithmetic.shifted(builder, sum, parameters.bias());
    return Activations.lower(builder, function(activation), shifted);
  }

  /** DL4J builds these layers with SameDiff, where its leaky ReLU has the slope 0. */
  private static IActivation function(Activation activation) {
    return activation == Activation.LEAKYRELU
        ? new ActivationReLU()
        : activation.getActivationFunction();
  }

  private static Value products(
      ProgramBuilder builder, Value in, WindowAxis[] axes, Parameters parameters) {
    INDArray weights = parameters.copy("W");
    Value windows = windows(builder, in, axes[0].withoutDilation(), axes[1].withoutDilation());
    long[] needed = {windows.dim(0), windows.channels(), weights.size(weights.rank() - 1)};
    if (!Arrays.equals(weights.shape(), needed)) {
      throw builder.refuse(
          "needs weights of shape " + Arrays.toString(needed),
          Arrays.toString(weights.shape()),
          "save the network again");
    }
    Value out = Value.pair(windows.dim(0), (int) weights.size(2));
    return builder.add(new LocalProduct(windows, out, weights.data().asDouble()));
  }

  /**
   * The elements of each window, (place, element). Places are counted down the columns, one column
   * after the other, and so are read again as rows: DL4J does both, which moves the output's places
   * of pictures.
   */
  private static Value windows(
      ProgramBuilder builder, Value in, WindowAxis rows, WindowAxis columns) {
    int places = rows.outputs() * columns.outputs();
    int taps = rows.kernel() * columns.kernel();
    Value windows = Value.pair(places, in.channels() * taps);
    int[] index = new int[windows.length()];
    for (int i = 0; i < index.length; i++) {
      int place = i / windows.channels();
      int element = i % windows.channels();
      int tap = element % taps;
      int row = rows.source(place % rows.outputs(), tap / columns.kernel());
      int column = columns.source(place / rows.outputs(), tap % columns.kernel());
      boolean inside = row >= 0 && column >= 0;
      index[i] = inside ? (row * in.dim(1) + column) * in.channels() + element / taps : -1;
    }
    return builder.add(new Rearrangement(in, windows, index));
  }
}
