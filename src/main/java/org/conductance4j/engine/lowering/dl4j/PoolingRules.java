package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.AveragePooling;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.GlobalAverage;
import org.conductance4j.engine.kernel.MaxPooling;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Lowers pooling over windows and over everything. */
final class PoolingRules {

  private PoolingRules() {}

  static Value subsampling(ProgramBuilder builder, SubsamplingLayer layer, Value given) {
    Value in = LayerInputs.read(builder, layer, 3, given);
    WindowAxis[] axes = axes(builder, layer, in);
    return pool(builder, layer, in, axes[0], axes[1]);
  }

  static Value sequence(ProgramBuilder builder, Subsampling1DLayer layer, Value given) {
    Value in = LayerInputs.read(builder, layer, 2, given);
    WindowAxis time = axes(builder, layer, in)[0];
    if (layer.getConvolutionMode() != ConvolutionMode.Same && layer.getPadding()[0] > 0) {
      throw builder.refuse(
          "cannot have padding in a pooling over time",
          layer.getPadding()[0],
          "DL4J pads an axis beside time too: put a ZeroPadding1DLayer before it");
    }
    Value column = ConvolutionRules.column(builder, in);
    Value pooled = pool(builder, layer, column, time, WindowAxis.single(1));
    return Arithmetic.view(builder, pooled, in.shaped(time.outputs(), in.channels()));
  }

  private static WindowAxis[] axes(ProgramBuilder builder, SubsamplingLayer layer, Value in) {
    return Windows.of(
        builder,
        in,
        layer.getConvolutionMode(),
        layer.getKernelSize(),
        layer.getStride(),
        layer.getDilation(),
        layer.getPadding());
  }

  private static Value pool(
      ProgramBuilder builder,
      SubsamplingLayer layer,
      Value in,
      WindowAxis rows,
      WindowAxis columns) {
    boolean countPadding = layer.isAvgPoolIncludePadInDivisor();
    return switch (layer.getPoolingType()) {
      case MAX -> maximum(builder, in, rows, columns);
      case AVG -> average(builder, in, rows, columns, countPadding);
      case PNORM -> norm(builder, in, layer.getPnorm(), rows, columns);
      default -> throw builder.refuse("cannot be lowered", "SUM pooling", "DL4J refuses it too");
    };
  }

  /** DL4J finds the lowest of all numbers, or none at all, in a window without elements. */
  private static void requireElements(ProgramBuilder builder, WindowAxis... axes) {
    for (WindowAxis axis : axes) {
      if (axis.leavesInput()) {
        throw builder.refuse(
            "needs windows that reach into the input",
            "padding " + axis.pad() + " around a window of " + axis.span(),
            "pad less than the window");
      }
    }
  }

  private static Value maximum(
      ProgramBuilder builder, Value in, WindowAxis rows, WindowAxis columns) {
    requireElements(builder, rows, columns);
    Value out = in.shaped(rows.outputs(), columns.outputs(), in.channels());
    return builder.add(new MaxPooling(in, out, Window.of(rows, columns)));
  }

  private static Value average(
      ProgramBuilder builder, Value in, WindowAxis rows, WindowAxis columns, boolean countPadding) {
    if (!countPadding) {
      requireElements(builder, rows, columns);
    }
    Value out = in.shaped(rows.outputs(), columns.outputs(), in.channels());
    return builder.add(new AveragePooling(in, out, Window.of(rows, columns), countPadding));
  }

  private static Value norm(
      ProgramBuilder builder, Value in, int power, WindowAxis rows, WindowAxis columns) {
    Value powers = Arithmetic.map(builder, in, Formulas.absolutePower(power));
    Value average = average(builder, powers, rows, columns, true);
    Value sum = Arithmetic.affine(builder, average, rows.kernel() * columns.kernel(), 0);
    return Arithmetic.map(builder, sum, Formulas.root(power));
  }

  /**
   * Pools along the depth, then along rows and columns with all slices as channels. Padding counts
   * nowhere, so that the two averages are one.
   */
  static Value volume(ProgramBuilder builder, Subsampling3DLayer layer, Value given) {
    Value in = LayerInputs.read(builder, layer, 4, given);
    WindowAxis[] axes =
        Windows.of(
            builder,
            in,
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation(),
            layer.getPadding());
    int plane = in.dim(1) * in.dim(2);
    int slices = axes[0].outputs();
    int channels = in.channels();
    Value sheet = Arithmetic.view(builder, in, in.shaped(in.dim(0), plane, channels));
    Value deep = volume(builder, layer, sheet, axes[0], WindowAxis.single(plane));
    Value picture = in.shaped(in.dim(1), in.dim(2), slices * channels);
    Value flat = swap(builder, deep, picture);
    Value pooled = volume(builder, layer, flat, axes[1], axes[2]);
    Value pairs = in.shaped(pooled.positions(), slices, channels);
    Value out = in.shaped(slices, axes[1].outputs(), axes[2].outputs(), channels);
    return swap(builder, Arithmetic.view(builder, pooled, pairs), out);
  }

  private static Value volume(
      ProgramBuilder builder,
      Subsampling3DLayer layer,
      Value in,
      WindowAxis rows,
      WindowAxis columns) {
    return switch (layer.getPoolingType()) {
      case MAX -> maximum(builder, in, rows, columns);
      case AVG -> average(builder, in, rows, columns, false);
      default ->
          throw builder.refuse(
              "cannot be lowered",
              layer.getPoolingType() + " pooling in three dimensions",
              "DL4J has MAX and AVG");
    };
  }

  /** Exchanges the first two of three axes. */
  private static Value swap(ProgramBuilder builder, Value in, Value out) {
    Value swapped = in.shaped(in.dim(1), in.dim(0), in.dim(2));
    builder.add(Rearrangement.permuted(in, swapped, 1, 0, 2));
    return Arithmetic.view(builder, swapped, out);
  }

  static Value global(ProgramBuilder builder, GlobalPoolingLayer layer, Value given) {
    if (given.rank() < 2) {
      throw builder.refuse("needs positions to pool over", given, "remove it");
    }
    Value in = builder.as(given, pooledLayout(builder, layer, given));
    Value pooled = Value.flat(in.channels());
    if (!layer.isCollapseDimensions()) {
      if (in.external() == AxisOrder.CHANNELS_LAST) {
        throw builder.refuse("needs collapsed dimensions", in, "collapse them");
      }
      pooled = new Value(ones(in), in.external());
    }
    PoolingType type = layer.getPoolingType();
    return switch (type) {
      case AVG -> builder.add(new GlobalAverage(in, pooled, false));
      case SUM -> builder.add(new GlobalAverage(in, pooled, true));
      case MAX -> globalMaximum(builder, in, pooled);
      case PNORM -> globalNorm(builder, in, pooled, layer.getPnorm());
    };
  }

  /** The order of axes in which what is pooled over are the positions. */
  private static AxisOrder pooledLayout(
      ProgramBuilder builder, GlobalPoolingLayer layer, Value in) {
    int axes = in.rank();
    int[] given = layer.getPoolingDimensions();
    int[] last = IntStream.rangeClosed(2, axes).toArray();
    if (given == null || Arrays.equals(given, last)) {
      return AxisOrder.CHANNELS_FIRST;
    }
    if (Arrays.equals(given, IntStream.range(1, axes).toArray())) {
      return AxisOrder.CHANNELS_LAST;
    }
    throw builder.refuse(
        "needs to pool over all positions", Arrays.toString(given), "pool over all");
  }

  private static Value globalMaximum(ProgramBuilder builder, Value in, Value pooled) {
    Value column = in.shaped(in.positions(), 1, in.channels());
    Value read = Arithmetic.view(builder, in, column);
    WindowAxis all = new WindowAxis(in.positions(), 1, in.positions(), 1, 1, 0);
    Value single = maximum(builder, read, all, WindowAxis.single(1));
    return builder.add(Reshaping.of(single, pooled));
  }

  private static Value globalNorm(ProgramBuilder builder, Value in, Value pooled, int power) {
    Value powers = Arithmetic.map(builder, in, Formulas.absolutePower(power));
    Value sum = builder.add(new GlobalAverage(powers, pooled, true));
    return Arithmetic.map(builder, sum, Formulas.root(power));
  }

  private static int[] ones(Value in) {
    int[] dims = new int[in.rank()];
    Arrays.fill(dims, 1);
    dims[dims.length - 1] = in.channels();
    return dims;
  }
}
