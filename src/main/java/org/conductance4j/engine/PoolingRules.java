package org.conductance4j.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lowers pooling over windows and over everything. */
final class PoolingRules {

  private PoolingRules() {}

  static Value subsampling(
      Emitter emitter, SubsamplingLayer layer, Map<String, INDArray> parameters, Value given) {
    emitter.requireRank(given, 3, "(batch, channel, row, column)");
    Value in = Reshaping.as(emitter, given, Preprocessors.layout(layer.getCnn2dDataFormat()));
    WindowAxis[] axes = axes(emitter, layer, in);
    return pool(emitter, layer, in, axes[0], axes[1]);
  }

  static Value sequence(
      Emitter emitter, Subsampling1DLayer layer, Map<String, INDArray> parameters, Value given) {
    emitter.requireRank(given, 2, "(batch, channel, time)");
    Value in = Reshaping.as(emitter, given, Preprocessors.layout(layer.getCnn2dDataFormat()));
    WindowAxis time = axes(emitter, layer, in)[0];
    if (layer.getConvolutionMode() != ConvolutionMode.Same && layer.getPadding()[0] > 0) {
      throw emitter.refuse(
          "cannot have padding in a pooling over time",
          layer.getPadding()[0],
          "DL4J pads an axis beside time too: put a ZeroPadding1DLayer before it");
    }
    Value column = ConvolutionRules.column(emitter, in);
    Value pooled = pool(emitter, layer, column, time, WindowAxis.single(1));
    return Arithmetic.view(emitter, pooled, in.shaped(time.outputs(), in.channels()));
  }

  private static WindowAxis[] axes(Emitter emitter, SubsamplingLayer layer, Value in) {
    return WindowAxis.all(
        emitter,
        in,
        layer.getConvolutionMode(),
        layer.getKernelSize(),
        layer.getStride(),
        layer.getDilation(),
        layer.getPadding());
  }

  private static Value pool(
      Emitter emitter, SubsamplingLayer layer, Value in, WindowAxis rows, WindowAxis columns) {
    boolean countPadding = layer.isAvgPoolIncludePadInDivisor();
    return switch (layer.getPoolingType()) {
      case MAX -> maximum(emitter, in, rows, columns);
      case AVG -> average(emitter, in, rows, columns, countPadding);
      case PNORM -> norm(emitter, in, layer.getPnorm(), rows, columns);
      default -> throw emitter.refuse("cannot be lowered", "SUM pooling", "DL4J refuses it too");
    };
  }

  /** DL4J finds the lowest of all numbers, or none at all, in a window without elements. */
  private static void requireElements(Emitter emitter, WindowAxis... axes) {
    for (WindowAxis axis : axes) {
      if (axis.leavesInput()) {
        throw emitter.refuse(
            "needs windows that reach into the input",
            "padding " + axis.pad() + " around a window of " + axis.span(),
            "pad less than the window");
      }
    }
  }

  private static Value maximum(Emitter emitter, Value in, WindowAxis rows, WindowAxis columns) {
    requireElements(emitter, rows, columns);
    Value out = in.shaped(rows.outputs(), columns.outputs(), in.channels());
    return emitter.add(new MaxPooling(in, out, Window.of(rows, columns)));
  }

  private static Value average(
      Emitter emitter, Value in, WindowAxis rows, WindowAxis columns, boolean countPadding) {
    if (!countPadding) {
      requireElements(emitter, rows, columns);
    }
    Value out = in.shaped(rows.outputs(), columns.outputs(), in.channels());
    return emitter.add(new AveragePooling(in, out, Window.of(rows, columns), countPadding));
  }

  private static Value norm(
      Emitter emitter, Value in, int power, WindowAxis rows, WindowAxis columns) {
    Value powers = Arithmetic.map(emitter, in, Formulas.absolutePower(power));
    Value average = average(emitter, powers, rows, columns, true);
    Value sum = Arithmetic.affine(emitter, average, rows.kernel() * columns.kernel(), 0);
    return Arithmetic.map(emitter, sum, Formulas.root(power));
  }

  /**
   * Pools along the depth, then along rows and columns with all slices as channels. Padding counts
   * nowhere, so that the two averages are one.
   */
  static Value volume(
      Emitter emitter, Subsampling3DLayer layer, Map<String, INDArray> parameters, Value given) {
    emitter.requireRank(given, 4, "(batch, channel, depth, row, column)");
    Value in = Reshaping.as(emitter, given, VolumeRules.layout(layer.getDataFormat()));
    WindowAxis[] axes =
        WindowAxis.all(
            emitter,
            in,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding());
    int plane = in.dim(1) * in.dim(2);
    int slices = axes[0].outputs();
    int channels = in.channels();
    Value sheet = Arithmetic.view(emitter, in, in.shaped(in.dim(0), plane, channels));
    Value deep = volume(emitter, layer, sheet, axes[0], WindowAxis.single(plane));
    Value picture = in.shaped(in.dim(1), in.dim(2), slices * channels);
    Value flat = swap(emitter, deep, picture);
    Value pooled = volume(emitter, layer, flat, axes[1], axes[2]);
    Value pairs = in.shaped(pooled.positions(), slices, channels);
    Value out = in.shaped(slices, axes[1].outputs(), axes[2].outputs(), channels);
    return swap(emitter, Arithmetic.view(emitter, pooled, pairs), out);
  }

  private static Value volume(
      Emitter emitter, Subsampling3DLayer layer, Value in, WindowAxis rows, WindowAxis columns) {
    return switch (layer.getPoolingType()) {
      case MAX -> maximum(emitter, in, rows, columns);
      case AVG -> average(emitter, in, rows, columns, false);
      default ->
          throw emitter.refuse(
              "cannot be lowered",
              layer.getPoolingType() + " pooling in three dimensions",
              "DL4J has MAX and AVG");
    };
  }

  /** Exchanges the first two of three axes. */
  private static Value swap(Emitter emitter, Value in, Value out) {
    Value swapped = in.shaped(in.dim(1), in.dim(0), in.dim(2));
    emitter.add(Rearrangement.permuted(in, swapped, 1, 0, 2));
    return Arithmetic.view(emitter, swapped, out);
  }

  static Value global(
      Emitter emitter, GlobalPoolingLayer layer, Map<String, INDArray> parameters, Value given) {
    if (given.rank() < 2) {
      throw emitter.refuse("needs positions to pool over", given, "remove it");
    }
    Value in = Reshaping.as(emitter, given, pooledLayout(emitter, layer, given));
    Value pooled = Value.flat(in.channels());
    if (!layer.isCollapseDimensions()) {
      if (in.external() == Layout.CHANNELS_LAST) {
        throw emitter.refuse("needs collapsed dimensions", in, "collapse them");
      }
      pooled = new Value(ones(in), in.external());
    }
    PoolingType type = layer.getPoolingType();
    return switch (type) {
      case AVG -> emitter.add(new GlobalAverage(in, pooled, false));
      case SUM -> emitter.add(new GlobalAverage(in, pooled, true));
      case MAX -> globalMaximum(emitter, in, pooled);
      case PNORM -> globalNorm(emitter, in, pooled, layer.getPnorm());
    };
  }

  /** The order of axes in which what is pooled over are the positions. */
  private static Layout pooledLayout(Emitter emitter, GlobalPoolingLayer layer, Value in) {
    int axes = in.rank();
    int[] given = layer.getPoolingDimensions();
    int[] last = IntStream.rangeClosed(2, axes).toArray();
    if (given == null || Arrays.equals(given, last)) {
      return Layout.CHANNELS_FIRST;
    }
    if (Arrays.equals(given, IntStream.range(1, axes).toArray())) {
      return Layout.CHANNELS_LAST;
    }
    throw emitter.refuse(
        "needs to pool over all positions", Arrays.toString(given), "pool over all");
  }

  private static Value globalMaximum(Emitter emitter, Value in, Value pooled) {
    Value column = in.shaped(in.positions(), 1, in.channels());
    Value read = Arithmetic.view(emitter, in, column);
    WindowAxis all = new WindowAxis(in.positions(), 1, in.positions(), 1, 1, 0);
    Value single = maximum(emitter, read, all, WindowAxis.single(1));
    return emitter.add(Reshaping.of(single, pooled));
  }

  private static Value globalNorm(Emitter emitter, Value in, Value pooled, int power) {
    Value powers = Arithmetic.map(emitter, in, Formulas.absolutePower(power));
    Value sum = emitter.add(new GlobalAverage(powers, pooled, true));
    return Arithmetic.map(emitter, sum, Formulas.root(power));
  }

  private static int[] ones(Value in) {
    int[] dims = new int[in.rank()];
    Arrays.fill(dims, 1);
    dims[dims.length - 1] = in.channels();
    return dims;
  }
}
