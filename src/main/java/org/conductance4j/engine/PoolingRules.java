package org.conductance4j.engine;

import java.util.Map;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lowers pooling over windows and over everything. */
final class PoolingRules {

  private PoolingRules() {}

  static Value subsampling(
      Emitter emitter, SubsamplingLayer layer, Map<String, INDArray> parameters, Value in) {
    emitter.requireRank(in, 3, "(batch, channel, row, column)");
    Window window =
        ConvolutionRules.window(
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding(),
            in);
    Value out =
        ConvolutionRules.output(emitter, layer.getConvolutionMode(), in, window, in.channels());
    return switch (layer.getPoolingType()) {
      case MAX -> emitter.add(new MaxPooling(in, out, window));
      case AVG ->
          emitter.add(new AveragePooling(in, out, window, layer.isAvgPoolIncludePadInDivisor()));
      default ->
          throw emitter.refuse(
              "cannot be lowered", layer.getPoolingType() + " pooling", "use MAX or AVG");
    };
  }

  static Value global(
      Emitter emitter, GlobalPoolingLayer layer, Map<String, INDArray> parameters, Value in) {
    if (in.rank() < 2) {
      throw emitter.refuse("needs positions to pool over", in, "remove it");
    }
    Value pooled =
        layer.isCollapseDimensions()
            ? Value.flat(in.channels())
            : new Value(ones(in), in.external());
    PoolingType type = layer.getPoolingType();
    return switch (type) {
      case AVG -> emitter.add(new GlobalAverage(in, pooled, false));
      case SUM -> emitter.add(new GlobalAverage(in, pooled, true));
      case MAX -> globalMaximum(emitter, in, pooled);
      default ->
          throw emitter.refuse("cannot be lowered", type + " pooling", "use MAX, AVG or SUM");
    };
  }

  private static Value globalMaximum(Emitter emitter, Value in, Value pooled) {
    if (in.rank() != 3) {
      throw emitter.refuse("needs (batch, channel, row, column)", in, "use AVG or SUM");
    }
    Window window = new Window(in.dim(0), in.dim(1), 1, 1, 1, 1, 0, 0);
    Value single = new Value(new int[] {1, 1, in.channels()}, in.external());
    emitter.add(new MaxPooling(in, single, window));
    return emitter.add(Reshaping.of(single, pooled));
  }

  private static int[] ones(Value in) {
    int[] dims = new int[in.rank()];
    java.util.Arrays.fill(dims, 1);
    dims[dims.length - 1] = in.channels();
    return dims;
  }
}
