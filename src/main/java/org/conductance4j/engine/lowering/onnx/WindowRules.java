package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.AveragePooling;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Convolution;
import org.conductance4j.engine.kernel.DepthwiseConvolution;
import org.conductance4j.engine.kernel.GlobalAverage;
import org.conductance4j.engine.kernel.MaxPooling;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.TransposedConvolution;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.Weights;
import org.conductance4j.engine.kernel.Window;
import org.conductance4j.engine.kernel.WindowAxis;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lowers convolutions and pooling, in one to three dimensions. */
final class WindowRules {

  /** Channels up to which groups are computed as one product with zeros between them. */
  private static final int WIDE = 256;

  private WindowRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("Conv", WindowRules::convolution);
    rules.put("ConvTranspose", WindowRules::transposed);
    rules.put("MaxPool", WindowRules::maximum);
    rules.put("AveragePool", WindowRules::average);
    rules.put("GlobalAveragePool", WindowRules::globalAverage);
    rules.put("GlobalMaxPool", WindowRules::globalMaximum);
  }

  private static int[] spatial(Data data) {
    return Shapes.range(data.dims(), 2, data.rank());
  }

  private static Data channelsLast(Tensors tensors, Data data) {
    return Data.of(tensors.channels(data), data.dims());
  }

  /** One result for each example of a batch that lies within the example. */
  private static List<Data> eachExample(Tensors tensors, Data in, DataRuleOfOne rule) {
    int count = in.dims()[0];
    if (count == 1) {
      return List.of(rule.apply(channelsLast(tensors, in)));
    }
    int[] one = in.dims();
    one[0] = 1;
    int length = Shapes.length(one);
    List<Value> parts = new ArrayList<>();
    int[] dims = one;
    for (int n = 0; n < count; n++) {
      int start = n * length;
      Data part = in.moved(new Movement(one, IntStream.range(start, start + length).toArray()));
      Data result = rule.apply(channelsLast(tensors, part));
      dims = result.dims();
      Value rows = tensors.rows(result);
      parts.add(tensors.relabelled(rows, Value.flat(rows.length())));
    }
    dims[0] = count;
    Value all = tensors.add(new Concatenation(parts, Value.flat(Shapes.length(dims))));
    return List.of(Data.of(tensors.relabelled(all, Tensors.rowsValue(dims)), dims));
  }

  @FunctionalInterface
  private interface DataRuleOfOne {
    Data apply(Data channelsLast);
  }

  private static List<Data> convolution(Tensors tensors, DataOperands of) {
    HostArray weights = of.constant(1);
    HostArray bias = of.has(2) ? of.constant(2) : null;
    int[] kernel = Shapes.range(weights.dims(), 2, weights.rank());
    return eachExample(
        tensors,
        of.first(),
        in -> {
          WindowAxis[] axes = Windows.of(of.node(), spatial(in), kernel);
          int groups = (int) of.node().integer("group", 1);
          if (in.dims()[1] != weights.dims()[1] * groups) {
            throw new IllegalArgumentException(
                weights + " in " + groups + " groups for " + Arrays.toString(in.dims()));
          }
          return convolved(tensors, in, axes, weights, bias, groups);
        });
  }

  private static Data convolved(
      Tensors tensors,
      Data in,
      WindowAxis[] axes,
      HostArray weights,
      @Nullable HostArray bias,
      int groups) {
    int outputs = weights.dims()[0];
    int[] dims = outputDims(axes, outputs);
    Value x = in.base();
    if (axes.length == 3) {
      Value sums =
          Volumes.convolve(tensors, x, axes, dense(weights, groups), vector(tensors, bias));
      return Data.of(sums, dims);
    }
    WindowAxis rows = axes[0];
    WindowAxis columns = axes.length == 1 ? WindowAxis.single(1) : axes[1];
    Value picture =
        axes.length == 1 ? tensors.relabelled(x, x.shaped(x.dim(0), 1, x.channels())) : x;
    Value read = withoutSkipped(tensors, picture, rows, columns);
    Window window = Window.of(rows.withoutSkipped(), columns.withoutSkipped());
    Value out = x.shaped(rows.outputs(), columns.outputs(), outputs);
    Value sum;
    if (groups > 1 && weights.dims()[1] == 1) {
      sum = depthwise(tensors, read, out, window, weights, bias);
    } else {
      sum = grouped(tensors, read, out, window, weights, bias, groups);
    }
    return Data.of(tensors.relabelled(sum, Tensors.channelsValue(dims)), dims);
  }

  static int[] outputDims(WindowAxis[] axes, int channels) {
    int[] dims = new int[axes.length + 2];
    dims[0] = 1;
    dims[1] = channels;
    for (int a = 0; a < axes.length; a++) {
      dims[a + 2] = axes[a].outputs();
    }
    return dims;
  }

  private static Value withoutSkipped(
      Tensors tensors, Value in, WindowAxis rows, WindowAxis columns) {
    int top = Math.max(0, -rows.pad());
    int left = Math.max(0, -columns.pad());
    if (top == 0 && left == 0) {
      return in;
    }
    return tensors.add(
        Rearrangement.along(
            in,
            in.shaped(in.dim(0) - top, in.dim(1) - left, in.channels()),
            IntStream.range(top, in.dim(0)).toArray(),
            IntStream.range(left, in.dim(1)).toArray(),
            Movement.identity(in.channels())));
  }

  private static @Nullable INDArray vector(Tensors tensors, @Nullable HostArray bias) {
    return bias == null ? null : tensors.vector(bias.reals());
  }

  private static Value depthwise(
      Tensors tensors,
      Value in,
      Value out,
      Window window,
      HostArray weights,
      @Nullable HostArray bias) {
    int times = out.channels() / in.channels();
    Value wide = in;
    if (times > 1) {
      int[] index = new int[in.length() * times];
      Arrays.setAll(index, i -> i / times);
      wide =
          tensors.add(
              new Rearrangement(in, in.shaped(in.dim(0), in.dim(1), out.channels()), index));
    }
    INDArray taps =
        Tensors.dense(weights, out.channels(), 1, window.kernelRows(), window.kernelColumns())
            .permute(2, 3, 0, 1);
    return tensors.add(
        new DepthwiseConvolution(
            wide, out, window, tensors.builder().copy(taps), vector(tensors, bias)));
  }

  /** Several groups at a time with zeros between them, as wide products are the fast ones. */
  private static Value grouped(
      Tensors tensors,
      Value in,
      Value out,
      Window window,
      HostArray weights,
      @Nullable HostArray bias,
      int groups) {
    int perGroup = in.channels() / groups;
    int together = groups;
    while (together > 1 && (together * perGroup > WIDE || groups % together != 0)) {
      together--;
    }
    if (together == groups) {
      Weights taps = taps(tensors, dense(weights, groups), window);
      return tensors.add(new Convolution(in, out, window, taps, vector(tensors, bias)));
    }
    List<Value> parts = new ArrayList<>();
    int channels = together * perGroup;
    int outputs = out.channels() / groups * together;
    for (int part = 0; part < groups / together; part++) {
      int first = part * channels;
      Value read =
          tensors.add(
              Rearrangement.along(
                  in,
                  in.shaped(in.dim(0), in.dim(1), channels),
                  Movement.identity(in.dim(0)),
                  Movement.identity(in.dim(1)),
                  IntStream.range(first, first + channels).toArray()));
      int from = part * outputs;
      HostArray own = slice(weights, from, outputs);
      Weights taps = taps(tensors, dense(own, together), window);
      INDArray shift = bias == null ? null : vector(tensors, slice(bias, from, outputs));
      Value made = out.shaped(out.dim(0), out.dim(1), outputs);
      parts.add(tensors.add(new Convolution(read, made, window, taps, shift)));
    }
    return tensors.add(new Concatenation(parts, out));
  }

  private static HostArray slice(HostArray array, int from, int count) {
    int[] dims = array.dims();
    int run = array.length() / dims[0];
    dims[0] = count;
    int[] index = IntStream.range(from * run, (from + count) * run).toArray();
    return array.moved(new Movement(dims, index));
  }

  /** Weights of one group, (output, input of all groups, kernel...), zeros between the groups. */
  private static HostArray dense(HostArray weights, int groups) {
    if (groups == 1) {
      return weights;
    }
    int[] dims = weights.dims();
    int outputs = dims[0];
    int inputs = dims[1];
    int run = weights.length() / outputs / inputs;
    dims[1] = inputs * groups;
    int perGroup = outputs / groups;
    int[] index = new int[Shapes.length(dims)];
    for (int i = 0; i < index.length; i++) {
      int output = i / run / dims[1];
      int input = i / run % dims[1];
      boolean own = input / inputs == output / perGroup;
      index[i] = own ? (output * inputs + input % inputs) * run + i % run : -1;
    }
    return weights.moved(new Movement(dims, index));
  }

  /** (kernel row, kernel column, input channel, output channel). */
  private static Weights taps(Tensors tensors, HostArray weights, Window window) {
    int[] dims = weights.dims();
    long[] stored = {dims[0], dims[1], window.kernelRows(), window.kernelColumns()};
    return tensors.weightsLater(weights, stored, 2, 3, 1, 0);
  }

  private static List<Data> transposed(Tensors tensors, DataOperands of) {
    HostArray weights = of.constant(1);
    HostArray bias = of.has(2) ? of.constant(2) : null;
    int[] kernel = Shapes.range(weights.dims(), 2, weights.rank());
    int groups = (int) of.node().integer("group", 1);
    return eachExample(
        tensors,
        of.first(),
        in -> {
          WindowAxis[] axes = Windows.transposed(of.node(), spatial(in), kernel);
          WindowAxis rows = axes[0];
          WindowAxis columns = axes.length == 1 ? WindowAxis.single(1) : axes[1];
          int outputs = weights.dims()[1] * groups;
          HostArray all = dense(weights, groups);
          if (axes.length > 2) {
            return Volumes.transposed(tensors, in.base(), axes, all, vector(tensors, bias));
          }
          INDArray taps =
              Tensors.dense(all, in.dims()[1], outputs, rows.kernel(), columns.kernel())
                  .permute(2, 3, 1, 0);
          Value x = in.base();
          Value picture =
              axes.length == 1 ? tensors.relabelled(x, x.shaped(x.dim(0), 1, x.channels())) : x;
          Value out = x.shaped(rows.extent(), columns.extent(), outputs);
          Value sum =
              tensors.add(
                  new TransposedConvolution(
                      picture,
                      out,
                      Window.of(rows, columns),
                      tensors.builder().copy(taps),
                      vector(tensors, bias)));
          int[] dims = new int[axes.length + 2];
          dims[0] = 1;
          dims[1] = outputs;
          for (int a = 0; a < axes.length; a++) {
            dims[a + 2] = axes[a].extent();
          }
          return Data.of(tensors.relabelled(sum, Tensors.channelsValue(dims)), dims);
        });
  }

  private static int[] kernel(OnnxNode node) {
    int[] kernel = node.integers("kernel_shape");
    if (kernel == null) {
      throw new IllegalArgumentException("no kernel_shape");
    }
    return kernel;
  }

  private static List<Data> maximum(Tensors tensors, DataOperands of) {
    return eachExample(
        tensors,
        of.first(),
        in -> pooled(tensors, in, Windows.of(of.node(), spatial(in), kernel(of.node())), true));
  }

  private static List<Data> average(Tensors tensors, DataOperands of) {
    boolean counts = of.node().integer("count_include_pad", 0) != 0;
    return eachExample(
        tensors,
        of.first(),
        in -> {
          WindowAxis[] axes = Windows.of(of.node(), spatial(in), kernel(of.node()));
          Data means = pooled(tensors, in, axes, false);
          return counts ? shared(tensors, of.node(), means, axes) : means;
        });
  }

  /** Along one axis after the other, but pictures in one go: all of it are views. */
  private static Data pooled(Tensors tensors, Data in, WindowAxis[] axes, boolean maximum) {
    int channels = in.dims()[1];
    int[] dims = outputDims(axes, channels);
    Value x = in.base();
    if (axes.length == 2) {
      return Data.of(pooled(tensors, x, axes[0], axes[1], maximum), dims);
    }
    int before = 1;
    int after = x.length();
    for (WindowAxis axis : axes) {
      after /= axis.extent();
      Value view = tensors.relabelled(x, x.shaped(before, axis.extent(), after));
      x = pooled(tensors, view, WindowAxis.single(before), axis, maximum);
      before *= axis.outputs();
    }
    return Data.of(tensors.relabelled(x, Tensors.channelsValue(dims)), dims);
  }

  private static Value pooled(
      Tensors tensors, Value in, WindowAxis rows, WindowAxis columns, boolean maximum) {
    if (rows.leavesInput() || columns.leavesInput()) {
      throw tensors
          .builder()
          .refuse("needs windows that reach into the input", "larger padding", "pad less");
    }
    Value out = in.shaped(rows.outputs(), columns.outputs(), in.channels());
    Window window = Window.of(rows, columns);
    return tensors.add(
        maximum ? new MaxPooling(in, out, window) : new AveragePooling(in, out, window, false));
  }

  /** Means over what is inside, as part of those over all of the window that padding reaches. */
  private static Data shared(Tensors tensors, OnnxNode node, Data means, WindowAxis[] axes) {
    int[] dims = Shapes.range(means.dims(), 2, means.rank());
    double[] parts = new double[Shapes.length(dims)];
    int[] steps = Shapes.steps(dims);
    int[] ends = Windows.ends(node, axes);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = 1;
      for (int a = 0; a < axes.length; a++) {
        int place = i / steps[a] % dims[a];
        int inside = 0;
        int counted = 0;
        for (int tap = 0; tap < axes[a].kernel(); tap++) {
          int position = place * axes[a].stride() - axes[a].pad() + tap * axes[a].dilation();
          inside += axes[a].source(place, tap) >= 0 ? 1 : 0;
          counted += position < axes[a].extent() + ends[a] ? 1 : 0;
        }
        parts[i] *= (double) inside / counted;
      }
    }
    if (Arrays.stream(parts).allMatch(part -> part == 1)) {
      return means;
    }
    HostArray shares = HostArray.of(OnnxType.DOUBLE, Shapes.joined(new int[] {1, 1}, dims), parts);
    return tensors.affine(means, shares, HostArray.of(OnnxType.DOUBLE, new int[0], 0.0));
  }

  private static int[] ones(Data in) {
    int[] dims = new int[in.rank()];
    Arrays.fill(dims, 1);
    dims[1] = in.dims()[1];
    return dims;
  }

  private static List<Data> globalAverage(Tensors tensors, DataOperands of) {
    return eachExample(
        tensors,
        of.first(),
        in -> {
          int[] dims = ones(in);
          return Data.of(
              tensors.add(new GlobalAverage(in.base(), Tensors.channelsValue(dims), false)), dims);
        });
  }

  private static List<Data> globalMaximum(Tensors tensors, DataOperands of) {
    return eachExample(
        tensors,
        of.first(),
        in -> {
          int[] dims = ones(in);
          Value x = in.base();
          Value column = tensors.relabelled(x, x.shaped(x.positions(), 1, x.channels()));
          Value out = x.shaped(1, 1, x.channels());
          Window all = new Window(x.positions(), 1, 1, 1, 1, 1, 0, 0);
          Value most = tensors.add(new MaxPooling(column, out, all));
          return Data.of(tensors.relabelled(most, Tensors.channelsValue(dims)), dims);
        });
  }
}
