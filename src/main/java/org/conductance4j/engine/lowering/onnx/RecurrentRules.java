package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Affine;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.NativeFunction;
import org.conductance4j.engine.kernel.PointwiseFunction;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Slice;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.engine.lowering.Recurrence;
import org.conductance4j.model.onnx.OnnxAttribute;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** Lowers RNN, GRU and LSTM: every sequence of the file's batch is unrolled by itself. */
final class RecurrentRules {

  private final Tensors tensors;
  private final DataOperands of;
  private final OnnxNode node;
  private final String op;
  private final boolean batchFirst;
  private final int gates;
  private final int units;

  private RecurrentRules(Tensors tensors, DataOperands of) {
    this.tensors = tensors;
    this.of = of;
    this.node = of.node();
    this.op = node.op();
    this.batchFirst = node.integer("layout", 0) != 0;
    this.gates = op.equals("LSTM") ? 4 : op.equals("GRU") ? 3 : 1;
    this.units = of.constant(2).dims()[2];
  }

  static void register(Map<String, DataRule> rules) {
    for (String op : List.of("RNN", "GRU", "LSTM")) {
      rules.put(op, (tensors, of) -> new RecurrentRules(tensors, of).lower());
    }
  }

  private ProgramBuilder builder() {
    return tensors.builder();
  }

  /** States of one sequence in one direction. */
  private record Run(List<Value> hidden, Value lastHidden, Value lastCell) {}

  private List<Data> lower() {
    int[] dims = of.first().dims();
    int steps = dims[batchFirst ? 1 : 0];
    int sequences = dims[batchFirst ? 0 : 1];
    String way = node.text("direction", "forward");
    int directions = way.equals("bidirectional") ? 2 : 1;
    Run[][] runs = new Run[directions][sequences];
    for (int d = 0; d < directions; d++) {
      Direction direction = new Direction(d);
      for (int n = 0; n < sequences; n++) {
        boolean backward = way.equals("reverse") || d == 1;
        runs[d][n] = direction.unrolled(sequence(dims, steps, n), n, backward);
      }
    }
    List<Value> all = new ArrayList<>();
    List<Value> hidden = new ArrayList<>();
    List<Value> cells = new ArrayList<>();
    for (int i = 0; i < steps * sequences * directions; i++) {
      int d = batchFirst ? i % directions : i / sequences % directions;
      int n = batchFirst ? i / directions / steps : i % sequences;
      int t = batchFirst ? i / directions % steps : i / sequences / directions;
      all.add(runs[d][n].hidden().get(t));
    }
    for (int i = 0; i < sequences * directions; i++) {
      Run run =
          batchFirst ? runs[i % directions][i / directions] : runs[i / sequences][i % sequences];
      hidden.add(run.lastHidden());
      cells.add(run.lastCell());
    }
    int[] whole =
        batchFirst
            ? new int[] {sequences, steps, directions, units}
            : new int[] {steps, directions, sequences, units};
    int[] last =
        batchFirst
            ? new int[] {sequences, directions, units}
            : new int[] {directions, sequences, units};
    List<Data> results = new ArrayList<>();
    results.add(joined(all, whole));
    results.add(joined(hidden, last));
    if (op.equals("LSTM")) {
      results.add(joined(cells, last));
    }
    return results;
  }

  private Data joined(List<Value> parts, int... dims) {
    Value all = tensors.add(new Concatenation(parts, Value.flat(Shapes.length(dims))));
    return Data.of(tensors.relabelled(all, Tensors.rowsValue(dims)), dims);
  }

  /** The steps of one sequence, (time, feature). */
  private Value sequence(int[] dims, int steps, int n) {
    int features = dims[2];
    int[] shape = {steps, features};
    int step = batchFirst ? features : dims[1] * features;
    int start = n * (batchFirst ? steps * features : features);
    Data own =
        of.first().moved(new Movement(shape, Shapes.strided(shape, new int[] {step, 1}, start)));
    return tensors.arranged(own, Tensors.rowOrder(2), Value.pair(steps, features));
  }

  private static double[] numbers(HostArray array, int number, int length) {
    return Arrays.copyOfRange(array.reals(), number * length, (number + 1) * length);
  }

  private Value zeros() {
    return constant(new double[units]);
  }

  private Value constant(double... numbers) {
    HostArray array = HostArray.of(OnnxType.DOUBLE, new int[] {numbers.length}, numbers);
    return tensors.constant(array).base();
  }

  /** The weights of one direction. */
  private final class Direction {

    private final int number;
    private final int features = of.first().dims()[2];
    private final double[] inputBias;
    private final double[] stateBias;
    private final boolean resetsBefore;
    private final boolean couples = node.integer("input_forget", 0) != 0;
    private final List<PointwiseFunction> activations = new ArrayList<>();
    private final double clip = node.real("clip", Double.POSITIVE_INFINITY);
    private final Recurrence gateRecurrence;
    private final @Nullable Recurrence candidateRecurrence;

    Direction(int number) {
      this.number = number;
      resetsBefore = op.equals("GRU") && node.integer("linear_before_reset", 0) == 0;
      int width = gates * units;
      double[] biases =
          of.has(3) ? numbers(of.constant(3), number, 2 * width) : new double[2 * width];
      inputBias = Arrays.copyOf(biases, width);
      stateBias = Arrays.copyOfRange(biases, width, 2 * width);
      double[] recurrent = numbers(of.constant(2), number, width * units);
      int joint = resetsBefore ? 2 * units : width;
      gateRecurrence = recurrence(recurrent, 0, joint);
      candidateRecurrence = resetsBefore ? recurrence(recurrent, joint, units) : null;
      String[] names =
          switch (op) {
            case "LSTM" -> new String[] {"sigmoid", "tanh", "tanh"};
            case "GRU" -> new String[] {"sigmoid", "tanh"};
            default -> new String[] {"tanh"};
          };
      OnnxAttribute listed = node.attribute("activations");
      List<String> given = listed == null ? List.of() : listed.texts();
      for (int k = 0; k < names.length; k++) {
        int at = number * names.length + k;
        String name = at < given.size() ? given.get(at).toLowerCase(Locale.ROOT) : names[k];
        activations.add(function(name, at));
      }
    }

    private Recurrence recurrence(double[] rows, int first, int count) {
      double[] turned = new double[units * count];
      for (int i = 0; i < count; i++) {
        for (int u = 0; u < units; u++) {
          turned[u * count + i] = rows[(first + i) * units + u];
        }
      }
      return new Recurrence(
          builder(), builder().copy(Nd4j.createFromArray(turned).reshape(units, count)));
    }

    private PointwiseFunction function(String name, int at) {
      double alpha = parameter("activation_alpha", at, name);
      double beta = parameter("activation_beta", at, name);
      return switch (name) {
        case "sigmoid" -> new NativeFunction.Sigmoid();
        case "tanh" -> new NativeFunction.Tanh();
        case "relu" -> new ScalarFunction(x -> Math.max(0, x), x -> x > 0 ? 1 : 0);
        case "affine" -> new ScalarFunction(x -> alpha * x + beta, x -> alpha);
        case "softsign" -> Formulas.softSign();
        case "softplus" -> Formulas.softPlus();
        case "hardsigmoid" ->
            new ScalarFunction(
                x -> Math.max(0, Math.min(1, alpha * x + beta)),
                x -> alpha * x + beta > 0 && alpha * x + beta < 1 ? alpha : 0);
        default -> throw new IllegalArgumentException("the activation '" + name + "'");
      };
    }

    private double parameter(String key, int at, String name) {
      OnnxAttribute given = node.attribute(key);
      if (given != null && at < given.reals().size()) {
        return given.reals().get(at);
      }
      boolean alpha = key.endsWith("alpha");
      return name.equals("hardsigmoid") ? (alpha ? 0.2 : 0.5) : alpha ? 1 : 0;
    }

    private @Nullable Value initial(int input, int n) {
      if (!of.has(input)) {
        return null;
      }
      int[] dims = of.known(input).dims();
      int start = (batchFirst ? n * dims[1] + number : number * dims[1] + n) * units;
      int[] index = IntStream.range(start, start + units).toArray();
      Movement own = new Movement(new int[] {units}, index);
      return of.isData(input)
          ? tensors.rows(of.data(input).moved(own))
          : constant(of.constant(input).moved(own).reals());
    }

    Run unrolled(Value in, int n, boolean backward) {
      int steps = in.dim(0);
      int length = of.has(4) ? of.constant(4).ints()[n] : steps;
      double[] rows = numbers(of.constant(1), number, gates * units * features);
      var weights = Nd4j.createFromArray(rows).reshape((long) gates * units, features).transpose();
      double[] bias = inputBias.clone();
      int joint = op.equals("GRU") ? 2 * units : gates * units;
      for (int i = 0; i < joint; i++) {
        bias[i] += stateBias[i];
      }
      Value wide = Value.pair(steps, gates * units);
      tensors.add(new Dense(in, wide, builder().copy(weights), tensors.vector(bias)));
      Value hidden = initial(5, n);
      Value cell = op.equals("LSTM") ? initial(6, n) : null;
      Value none = zeros();
      Value[] all = new Value[steps];
      Arrays.fill(all, none);
      for (int k = 0; k < length; k++) {
        int time = backward ? length - 1 - k : k;
        Value z = tensors.add(new Slice(wide, Value.flat(gates * units), time * gates * units));
        Value before = hidden == null ? none : hidden;
        switch (op) {
          case "LSTM" -> {
            Value old = cell == null ? none : cell;
            z = sum(z, gateRecurrence.of(before));
            cell = cell(z, old);
            hidden = product(gate(z, 1, cell, 1), applied(2, cell, false));
          }
          case "GRU" -> hidden = updated(z, before);
          default -> hidden = applied(0, sum(z, gateRecurrence.of(before)), true);
        }
        all[time] = hidden;
      }
      Value last = hidden == null ? none : hidden;
      return new Run(List.of(all), last, cell == null ? none : cell);
    }

    /** Gates input, output, forget, candidate in the file's order. */
    private Value cell(Value z, Value old) {
      Value input = gate(z, 0, old, 0);
      Value forget = couples ? Arithmetic.affine(builder(), input, -1, 1) : gate(z, 2, old, 2);
      Value candidate = applied(1, part(z, 3), true);
      return sum(product(forget, old), product(input, candidate));
    }

    /** A gate, which sees the cell through its peephole if there is one. */
    private Value gate(Value z, int gate, Value cell, int peephole) {
      Value argument = part(z, gate);
      if (of.has(7)) {
        double[] all = numbers(of.constant(7), number, 3 * units);
        double[] own = Arrays.copyOfRange(all, peephole * units, (peephole + 1) * units);
        Value seen =
            tensors.add(
                new Affine(
                    cell,
                    Value.flat(units),
                    tensors.vector(own),
                    tensors.vector(new double[units])));
        argument = sum(argument, seen);
      }
      return applied(0, argument, true);
    }

    /** Gates update, reset, candidate in the file's order: h = (1 − z) ⊙ h̃ + z ⊙ h₋. */
    private Value updated(Value x, Value before) {
      Value recurrent = gateRecurrence.of(before);
      Value update = applied(0, sum(part(x, 0), part(recurrent, 0)), true);
      Value reset = applied(0, sum(part(x, 1), part(recurrent, 1)), true);
      double[] shift = Arrays.copyOfRange(stateBias, 2 * units, 3 * units);
      Recurrence own = candidateRecurrence;
      Value state =
          own == null
              ? product(
                  reset, Arithmetic.shifted(builder(), part(recurrent, 2), tensors.vector(shift)))
              : Arithmetic.shifted(
                  builder(), own.of(product(reset, before)), tensors.vector(shift));
      Value candidate = applied(1, sum(part(x, 2), state), true);
      Value rest = Arithmetic.affine(builder(), update, -1, 1);
      return sum(product(rest, candidate), product(update, before));
    }

    private Value part(Value all, int number) {
      return tensors.add(new Slice(all, Value.flat(units), number * units));
    }

    private Value applied(int activation, Value x, boolean clips) {
      Value argument = x;
      if (clips && Double.isFinite(clip)) {
        argument =
            Arithmetic.map(
                builder(),
                x,
                new ScalarFunction(
                    v -> Math.max(-clip, Math.min(clip, v)), v -> Math.abs(v) < clip ? 1 : 0));
      }
      return Arithmetic.map(builder(), argument, activations.get(activation));
    }

    private Value sum(Value a, Value b) {
      return Arithmetic.sum(builder(), a, b);
    }

    private Value product(Value a, Value b) {
      return Arithmetic.product(builder(), a, b);
    }
  }
}
