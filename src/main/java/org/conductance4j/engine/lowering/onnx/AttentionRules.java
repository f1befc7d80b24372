package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Softmax;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;
import org.jspecify.annotations.Nullable;

/**
 * Lowers attention that is one operation: softmax(cap(scale q kᵀ) + bias) v for each head. The
 * probabilities of a query that may see no key are 0.
 *
 * <p>Source: ONNX, operator Attention, opset 23.
 */
final class AttentionRules {

  /** Extents of queries, keys and values are (batch, head, token, width). */
  private static final int HEAD = 1;

  private static final int TOKEN = 2;
  private static final int WIDTH = 3;

  private static final int MASK = 3;
  private static final int PAST_KEY = 4;
  private static final int PAST_VALUE = 5;
  private static final int LENGTHS = 6;

  private AttentionRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("Attention", AttentionRules::attention);
  }

  private static List<Data> attention(Tensors tensors, DataOperands of) {
    OnnxNode node = of.node();
    if (of.has(LENGTHS)) {
      throw new IllegalArgumentException("lengths of the keys as an input");
    }
    boolean flat = of.known(0).dims().length == 3;
    Data query = heads(of.asData(tensors, 0), flat ? node.integer("q_num_heads", 0) : 0);
    long count = flat ? node.integer("kv_num_heads", 0) : 0;
    Data key = behind(tensors, of, PAST_KEY, heads(of.asData(tensors, 1), count));
    Data value = behind(tensors, of, PAST_VALUE, heads(of.asData(tensors, 2), count));
    int[] queries = query.dims();
    int past = of.has(PAST_KEY) ? of.known(PAST_KEY).dims()[TOKEN] : 0;
    HostArray bias = bias(of, queries[TOKEN], key.dims()[TOKEN], past);

    Data product =
        ProductRules.batched(tensors, query, ProductRules.swapped(repeated(key, queries[HEAD])));
    double scale = node.real("scale", 1 / Math.sqrt(queries[WIDTH]));
    double cap = node.real("softcap", 0);
    Data raw = ElementRules.scaled(tensors, product, scale, 0);
    Data capped = cap > 0 ? capped(tensors, raw, cap) : raw;
    Data scores = capped;
    if (of.isData(MASK)) {
      scores = ElementRules.sum(tensors, scores, of.data(MASK));
    }
    if (bias != null) {
      scores = tensors.affine(scores, number(1), open(bias));
    }
    Value in = tensors.rows(scores);
    Data shares = Data.of(tensors.add(new Softmax(in, in.alike())), scores.dims());
    if (bias != null) {
      shares = tensors.affine(shares, seeing(bias), number(0));
    }
    Data mixed = ProductRules.batched(tensors, shares, repeated(value, queries[HEAD]));
    Data shown =
        switch ((int) node.integer("qk_matmul_output_mode", 0)) {
          case 0 -> raw;
          case 1 -> capped;
          case 2 -> scores;
          default -> shares;
        };
    return List.of(flat ? joined(mixed) : mixed, key, value, shown);
  }

  private static HostArray number(double number) {
    return HostArray.of(OnnxType.DOUBLE, new int[0], number);
  }

  /** (batch, token, head × width) as (batch, head, token, width); without a count it is that. */
  private static Data heads(Data x, long count) {
    if (count == 0) {
      return x;
    }
    int[] dims = x.dims();
    int heads = Math.toIntExact(count);
    int width = dims[2] / heads;
    int[] shape = {dims[0], heads, dims[1], width};
    int[] steps = {dims[1] * dims[2], width, dims[2], 1};
    return x.moved(new Movement(shape, Shapes.strided(shape, steps, 0)));
  }

  private static Data joined(Data x) {
    int[] dims = x.dims();
    int[] shape = {dims[0], dims[TOKEN], dims[HEAD], dims[WIDTH]};
    int[] own = Shapes.steps(dims);
    int[] steps = {own[0], own[TOKEN], own[HEAD], own[WIDTH]};
    return x.moved(new Movement(shape, Shapes.strided(shape, steps, 0)))
        .moved(Movement.reshape(x.length(), dims[0], dims[TOKEN], dims[HEAD] * dims[WIDTH]));
  }

  private static Data behind(Tensors tensors, DataOperands of, int past, Data x) {
    return of.has(past)
        ? ProductRules.joined(tensors, List.of(of.asData(tensors, past), x), TOKEN)
        : x;
  }

  /** Each head as often as queries share it. */
  private static Data repeated(Data x, int heads) {
    int[] dims = x.dims();
    int own = dims[HEAD];
    if (own == heads) {
      return x;
    }
    int[][] sources = new int[dims.length][];
    for (int axis = 0; axis < dims.length; axis++) {
      sources[axis] = Movement.identity(dims[axis]);
    }
    sources[HEAD] = new int[heads];
    Arrays.setAll(sources[HEAD], head -> head / (heads / own));
    int[] shape = dims.clone();
    shape[HEAD] = heads;
    return x.moved(new Movement(shape, Shapes.along(dims, sources)));
  }

  /** cap × tanh(x / cap). */
  private static Data capped(Tensors tensors, Data x, double cap) {
    return ElementRules.mapped(
        tensors,
        x,
        new ScalarFunction(
            v -> cap * Math.tanh(v / cap), v -> 1 - Math.tanh(v / cap) * Math.tanh(v / cap)));
  }

  /** What is added to the scores and does not depend on the explained input; null for nothing. */
  private static @Nullable HostArray bias(DataOperands of, int queries, int keys, int past) {
    OnnxNode node = of.node();
    boolean causal = node.integer("is_causal", 0) != 0;
    long left = node.integer("left_window_size", -1);
    long right = node.integer("right_window_size", -1);
    HostArray mask = of.has(MASK) && !of.isData(MASK) ? of.constant(MASK) : null;
    if (mask == null && !causal && left < 0 && right < 0) {
      return null;
    }
    int[] given = mask == null ? new int[0] : mask.dims();
    int known = mask == null ? keys : given[given.length - 1];
    double[] numbers = mask == null ? new double[0] : mask.reals();
    boolean allows = mask != null && mask.type() == OnnxType.BOOL;
    int[] padded = given.clone();
    if (mask != null && known > 1) {
      padded[given.length - 1] = keys;
    }
    int[] dims = Shapes.broadcast(new int[] {queries, keys}, padded);
    int[] places = mask == null ? new int[0] : Shapes.expansion(padded, dims);
    return HostArray.reals(
        OnnxType.DOUBLE,
        dims,
        i -> {
          int from = i % keys;
          int at = i / keys % queries + past;
          boolean hidden =
              (causal && from > at)
                  || (left >= 0 && at - from > left)
                  || (right >= 0 && from - at > right);
          if (hidden) {
            return Double.NEGATIVE_INFINITY;
          }
          if (mask == null) {
            return 0;
          }
          int place = places[i];
          if (known > 1 && known < keys) {
            if (from >= known) {
              return Double.NEGATIVE_INFINITY;
            }
            place = place / keys * known + from;
          }
          return allows ? (numbers[place] != 0 ? 0 : Double.NEGATIVE_INFINITY) : numbers[place];
        });
  }

  /** For each query 1, or 0 if all keys are hidden from it. */
  private static HostArray seeing(HostArray bias) {
    int[] dims = bias.dims();
    int keys = dims[dims.length - 1];
    double[] own = bias.reals();
    int[] shape = dims.clone();
    shape[dims.length - 1] = 1;
    return HostArray.reals(
        OnnxType.DOUBLE,
        shape,
        row ->
            Arrays.stream(own, row * keys, (row + 1) * keys)
                    .allMatch(each -> each == Double.NEGATIVE_INFINITY)
                ? 0
                : 1);
  }

  /** The bias with nothing hidden from those who see no key, so that a softmax is defined. */
  private static HostArray open(HostArray bias) {
    int keys = bias.dims()[bias.rank() - 1];
    double[] own = bias.reals();
    double[] seeing = seeing(bias).reals();
    return HostArray.reals(OnnxType.DOUBLE, bias.dims(), i -> seeing[i / keys] == 0 ? 0 : own[i]);
  }
}
