package org.conductance4j.engine.lowering.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.engine.kernel.ClippedRelu;
import org.conductance4j.engine.kernel.NanReplacement;
import org.conductance4j.engine.kernel.NativeFunction;
import org.conductance4j.engine.kernel.PairFunction;
import org.conductance4j.engine.kernel.Pointwise;
import org.conductance4j.engine.kernel.PointwiseFunction;
import org.conductance4j.engine.kernel.ScalarFunction;
import org.conductance4j.engine.kernel.Selection;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.kernel.VectorFunction;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;

/** Lowers functions of each element by itself and arithmetic of two tensors. */
final class ElementRules {

  private static final double GELU_CUBIC = 0.044715;
  private static final double GELU_TANH = Math.sqrt(2 / Math.PI);

  private ElementRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("Relu", (tensors, of) -> relu(tensors, of.first(), Double.POSITIVE_INFINITY));
    rules.put("Clip", ElementRules::clip);
    rules.put("Add", (tensors, of) -> pair(tensors, of, ElementRules::sum));
    rules.put("Sub", (tensors, of) -> pair(tensors, of, ElementRules::difference));
    rules.put("Mul", (tensors, of) -> pair(tensors, of, ElementRules::product));
    rules.put("Div", (tensors, of) -> pair(tensors, of, ElementRules::quotient));
    rules.put("Sum", (tensors, of) -> folded(tensors, of, ElementRules::sum));
    rules.put("Mean", ElementRules::mean);
    rules.put("Max", (tensors, of) -> folded(tensors, of, ElementRules::maximum));
    rules.put("Min", (tensors, of) -> folded(tensors, of, ElementRules::minimum));
    rules.put("Pow", ElementRules::power);
    rules.put("PRelu", ElementRules::leakyByChannel);
    rules.put("Where", ElementRules::where);
    rules.put("Identity", (tensors, of) -> List.of(of.first()));
    rules.put("Dropout", (tensors, of) -> List.of(of.first()));
    rules.put("Cast", ElementRules::cast);
    rules.put("CastLike", ElementRules::cast);
    function(rules, "Sigmoid", node -> new NativeFunction.Sigmoid());
    function(rules, "Tanh", node -> new NativeFunction.Tanh());
    function(rules, "LeakyRelu", node -> leaky(node.real("alpha", 0.01)));
    function(rules, "Elu", node -> Formulas.elu(node.real("alpha", 1)));
    function(rules, "Celu", node -> celu(node.real("alpha", 1)));
    function(
        rules,
        "Selu",
        node ->
            selu(node.real("alpha", 1.673263192176819), node.real("gamma", 1.0507010221481323)));
    function(rules, "Softplus", node -> Formulas.softPlus());
    function(rules, "Softsign", node -> Formulas.softSign());
    function(rules, "Mish", node -> Formulas.mish());
    function(rules, "ThresholdedRelu", node -> Formulas.thresholdedRelu(node.real("alpha", 1)));
    function(
        rules, "HardSigmoid", node -> hardSigmoid(node.real("alpha", 0.2), node.real("beta", 0.5)));
    function(rules, "HardSwish", node -> hardSwish());
    function(rules, "Gelu", node -> gelu(node.text("approximate", "none").equals("tanh")));
    function(rules, "Swish", node -> swish(node.real("alpha", 1)));
    function(
        rules,
        "Erf",
        node -> VectorFunction.erf(new ScalarFunction(Scalars::erf, Scalars::erfSlope)));
    scalar(rules, "Exp", Math::exp, Math::exp);
    scalar(rules, "Log", Math::log, x -> 1 / x);
    scalar(rules, "Sqrt", Math::sqrt, x -> 0.5 / Math.sqrt(x));
    scalar(rules, "Reciprocal", x -> 1 / x, x -> -1 / (x * x));
    scalar(rules, "Abs", Math::abs, Math::signum);
    scalar(rules, "Sin", Math::sin, Math::cos);
    scalar(rules, "Cos", Math::cos, x -> -Math.sin(x));
    scalar(rules, "Tan", Math::tan, x -> 1 + Math.tan(x) * Math.tan(x));
    scalar(rules, "Asin", Math::asin, x -> 1 / Math.sqrt(1 - x * x));
    scalar(rules, "Acos", Math::acos, x -> -1 / Math.sqrt(1 - x * x));
    scalar(rules, "Sinh", Math::sinh, Math::cosh);
    scalar(rules, "Cosh", Math::cosh, Math::sinh);
    scalar(rules, "Asinh", HostElements.real("Asinh"), x -> 1 / Math.sqrt(x * x + 1));
    scalar(rules, "Acosh", HostElements.real("Acosh"), x -> 1 / Math.sqrt(x * x - 1));
    scalar(rules, "Atanh", HostElements.real("Atanh"), x -> 1 / (1 - x * x));
    scalar(rules, "Atan", Math::atan, x -> 1 / (1 + x * x));
    rules.put("IsNaN", ElementRules::isNan);
    rules.put("Greater", (tensors, of) -> compared(tensors, of, 1, 0));
    rules.put("GreaterOrEqual", (tensors, of) -> compared(tensors, of, 1, 1));
    rules.put("Less", (tensors, of) -> compared(tensors, of, -1, 0));
    rules.put("LessOrEqual", (tensors, of) -> compared(tensors, of, -1, 1));
    rules.put("Neg", (tensors, of) -> List.of(scaled(tensors, of.first(), -1, 0)));
  }

  private static void scalar(
      Map<String, DataRule> rules,
      String op,
      DoubleUnaryOperator value,
      DoubleUnaryOperator derivative) {
    function(rules, op, node -> new ScalarFunction(value, derivative));
  }

  private static void function(
      Map<String, DataRule> rules, String op, Function<OnnxNode, PointwiseFunction> function) {
    rules.put(op, (tensors, of) -> List.of(mapped(tensors, of.first(), function.apply(of.node()))));
  }

  static Data mapped(Tensors tensors, Data in, PointwiseFunction function) {
    Data settled = tensors.settled(in);
    Value value = settled.base();
    return Data.of(tensors.add(new Pointwise(value, value.alike(), function)), settled.dims());
  }

  private static List<Data> relu(Tensors tensors, Data in, double cap) {
    Data settled = tensors.settled(in);
    Value value = settled.base();
    return List.of(
        Data.of(tensors.add(new ClippedRelu(value, value.alike(), cap)), settled.dims()));
  }

  private static List<Data> clip(Tensors tensors, DataOperands of) {
    OnnxNode node = of.node();
    double low = of.has(1) ? of.constant(1).scalar() : node.real("min", Double.NEGATIVE_INFINITY);
    double high = of.has(2) ? of.constant(2).scalar() : node.real("max", Double.POSITIVE_INFINITY);
    if (low == 0 && high > 0) {
      return relu(tensors, of.first(), high);
    }
    return List.of(
        mapped(
            tensors,
            of.first(),
            new ScalarFunction(
                x -> Math.min(high, Math.max(low, x)), x -> x > low && x < high ? 1 : 0)));
  }

  /** A scale and a shift that are the same for all elements. */
  static Data scaled(Tensors tensors, Data in, double scale, double shift) {
    Data settled = tensors.settled(in);
    Value out = Arithmetic.affine(tensors.builder(), settled.base(), scale, shift);
    return Data.of(out, settled.dims());
  }

  private static HostArray number(double number) {
    return HostArray.of(OnnxType.DOUBLE, new int[0], number);
  }

  @FunctionalInterface
  interface PairRule {
    Data apply(Tensors tensors, Known a, Known b);
  }

  private static List<Data> pair(Tensors tensors, DataOperands of, PairRule rule) {
    Known a = of.known(0);
    Known b = of.known(1);
    int[] second = HostElements.secondDims(of.node(), a.dims(), b.dims());
    if (second.length != b.dims().length) {
      b =
          b instanceof Data data
              ? data.moved(Movement.reshape(data.length(), second))
              : ((HostArray) b).reshaped(second);
    }
    return List.of(rule.apply(tensors, a, b));
  }

  private static List<Data> folded(Tensors tensors, DataOperands of, PairRule rule) {
    Data result = of.asData(tensors, 0);
    for (int k = 1; k < of.count(); k++) {
      result = rule.apply(tensors, result, of.known(k));
    }
    return List.of(result);
  }

  private static List<Data> mean(Tensors tensors, DataOperands of) {
    Data sum = folded(tensors, of, ElementRules::sum).get(0);
    return List.of(scaled(tensors, sum, 1.0 / of.count(), 0));
  }

  /** Both tensors as values of the same extents in the same order. */
  private static Data[] alike(Tensors tensors, Data a, Data b) {
    int[] dims = Shapes.broadcast(a.dims(), b.dims());
    Data wideA = Tensors.expanded(a, dims);
    Data wideB = Tensors.expanded(b, dims);
    boolean leads = wideA.isSettled() || !wideB.isSettled();
    Data first = tensors.settled(leads ? wideA : wideB);
    Data second = Data.of(tensors.like(first, leads ? wideB : wideA), dims);
    return leads ? new Data[] {first, second} : new Data[] {second, first};
  }

  static Data sum(Tensors tensors, Known a, Known b) {
    if (a instanceof HostArray array && !isFinite(array)) {
      return sum(tensors, tensors.constant(array), b);
    }
    if (b instanceof HostArray array && !isFinite(array)) {
      return sum(tensors, a, tensors.constant(array));
    }
    if (a instanceof Data first && b instanceof Data second) {
      Data[] both = alike(tensors, first, second);
      Value sum = Arithmetic.sum(tensors.builder(), both[0].base(), both[1].base());
      return Data.of(sum, both[0].dims());
    }
    return a instanceof Data data
        ? tensors.affine(data, number(1), (HostArray) b)
        : tensors.affine((Data) b, number(1), (HostArray) a);
  }

  private static boolean isFinite(HostArray array) {
    return Arrays.stream(array.reals()).allMatch(Double::isFinite);
  }

  static Data difference(Tensors tensors, Known a, Known b) {
    if (b instanceof HostArray array) {
      double[] own = array.reals();
      return sum(tensors, a, HostArray.reals(OnnxType.DOUBLE, array.dims(), i -> -own[i]));
    }
    return a instanceof HostArray array
        ? tensors.affine((Data) b, number(-1), array)
        : sum(tensors, a, scaled(tensors, (Data) b, -1, 0));
  }

  static Data product(Tensors tensors, Known a, Known b) {
    if (a instanceof Data first && b instanceof Data second) {
      if (first == second) {
        return mapped(tensors, first, new ScalarFunction(x -> x * x, x -> 2 * x));
      }
      Data[] both = alike(tensors, first, second);
      Value product = Arithmetic.product(tensors.builder(), both[0].base(), both[1].base());
      return Data.of(product, both[0].dims());
    }
    return a instanceof Data data
        ? tensors.affine(data, (HostArray) b, number(0))
        : tensors.affine((Data) b, (HostArray) a, number(0));
  }

  private static Data quotient(Tensors tensors, Known a, Known b) {
    if (b instanceof HostArray array) {
      double[] own = array.reals();
      return product(tensors, a, HostArray.reals(OnnxType.DOUBLE, array.dims(), i -> 1 / own[i]));
    }
    ScalarFunction inverse = new ScalarFunction(x -> 1 / x, x -> -1 / (x * x));
    return product(tensors, a, mapped(tensors, (Data) b, inverse));
  }

  /** max(a, b) = b + relu(a − b), of which a depends on the explained input. */
  static Data maximum(Tensors tensors, Known a, Known b) {
    return sum(tensors, above(tensors, a, b), b);
  }

  /** min(a, b) = a − relu(a − b), of which a depends on the explained input. */
  static Data minimum(Tensors tensors, Known a, Known b) {
    return sum(tensors, a, scaled(tensors, above(tensors, a, b), -1, 0));
  }

  private static Data above(Tensors tensors, Known a, Known b) {
    return relu(tensors, difference(tensors, a, b), Double.POSITIVE_INFINITY).get(0);
  }

  private static List<Data> power(Tensors tensors, DataOperands of) {
    if (!of.isData(0) || of.isData(1) || of.constant(1).length() != 1) {
      return List.of(powers(tensors, of.asData(tensors, 0), of.asData(tensors, 1)));
    }
    double exponent = of.constant(1).scalar();
    Data base = of.first();
    if (exponent == 2) {
      return List.of(mapped(tensors, base, new ScalarFunction(x -> x * x, x -> 2 * x)));
    }
    return List.of(
        mapped(
            tensors,
            base,
            new ScalarFunction(
                x -> Math.pow(x, exponent), x -> exponent * Math.pow(x, exponent - 1))));
  }

  /** Each element with an exponent of its own; by exponents there is no derivative below 0. */
  private static Data powers(Tensors tensors, Data base, Data exponent) {
    Data[] both = alike(tensors, base, exponent);
    PairFunction power =
        new PairFunction(
            both[0].base(),
            both[1].base(),
            Math::pow,
            (x, e) -> e == 0 ? 0 : e * Math.pow(x, e - 1),
            (x, e) -> x == 0 && e > 0 ? 0 : Math.pow(x, e) * Math.log(x));
    return Data.of(tensors.add(power), both[0].dims());
  }

  /** relu(x) − slope ⊙ relu(−x); before version 7 a slope is that of a channel. */
  private static List<Data> leakyByChannel(Tensors tensors, DataOperands of) {
    HostArray given = of.constant(1);
    boolean old = of.node().version() < 7 && given.rank() == 1 && given.length() > 1;
    HostArray slope =
        old ? given.reshaped(Shapes.laidAgainst(of.first().dims(), given.dims(), 1)) : given;
    double[] own = slope.reals();
    Data x = of.first();
    Data positive = relu(tensors, x, Double.POSITIVE_INFINITY).get(0);
    Data below = relu(tensors, scaled(tensors, x, -1, 0), Double.POSITIVE_INFINITY).get(0);
    Data scaled =
        tensors.affine(
            below, HostArray.reals(OnnxType.DOUBLE, slope.dims(), i -> -own[i]), number(0));
    return List.of(sum(tensors, positive, scaled));
  }

  /** A condition as 0 and 1; it has no slope, the derivative goes through what it chooses. */
  private static List<Data> compared(Tensors tensors, DataOperands of, int sign, double at) {
    return List.of(
        mapped(
            tensors,
            difference(tensors, of.known(0), of.known(1)),
            new ScalarFunction(x -> sign * x > 0 ? 1 : x == 0 ? at : 0, x -> 0)));
  }

  static Data chosen(Tensors tensors, Data condition, Data a, Data b) {
    int[] dims = Shapes.broadcast(condition.dims(), a.dims(), b.dims());
    Data lead = a.length() < b.length() ? b : a;
    Data like = tensors.settled(Tensors.expanded(lead, dims));
    Value[] three =
        Stream.of(condition, a, b)
            .map(one -> tensors.like(like, Tensors.expanded(one, dims)))
            .toArray(Value[]::new);
    return Data.of(
        tensors.add(new Selection(three[0], three[1], three[2], like.base().alike())), dims);
  }

  private static List<Data> isNan(Tensors tensors, DataOperands of) {
    ScalarFunction test = new ScalarFunction(x -> Double.isNaN(x) ? 1 : 0, x -> 0);
    return List.of(tensors.nanTest(of.first(), mapped(tensors, of.first(), test)));
  }

  private static List<Data> where(Tensors tensors, DataOperands of) {
    Data condition = of.dataOrNull(0);
    Data other = of.dataOrNull(2);
    if (condition != null
        && other != null
        && !of.isData(1)
        && of.constant(1).length() == 1
        && of.constant(1).rank() <= other.rank()
        && tensors.isNanTest(condition, other)) {
      return List.of(mapped(tensors, other, new NanReplacement(of.constant(1).scalar())));
    }
    boolean infinite = IntStream.of(1, 2).anyMatch(k -> !of.isData(k) && !isFinite(of.constant(k)));
    if (of.isData(0) || infinite) {
      return List.of(
          chosen(tensors, of.asData(tensors, 0), of.asData(tensors, 1), of.asData(tensors, 2)));
    }
    HostArray chosen = of.constant(0);
    double[] mask = chosen.reals();
    HostArray rest = HostArray.reals(OnnxType.DOUBLE, chosen.dims(), i -> 1 - mask[i]);
    Known first = taken(tensors, of, 1, HostElements.cast(chosen, OnnxType.DOUBLE));
    return List.of(sum(tensors, first, taken(tensors, of, 2, rest)));
  }

  private static Known taken(Tensors tensors, DataOperands of, int index, HostArray mask) {
    Data data = of.dataOrNull(index);
    if (data != null) {
      return tensors.affine(data, mask, number(0));
    }
    HostArray array = of.constant(index);
    int[] dims = Shapes.broadcast(array.dims(), mask.dims());
    int[] fromArray = Shapes.expansion(array.dims(), dims);
    int[] fromMask = Shapes.expansion(mask.dims(), dims);
    double[] own = array.reals();
    double[] kept = mask.reals();
    return HostArray.reals(
        OnnxType.DOUBLE, dims, i -> kept[fromMask[i]] == 0 ? 0 : own[fromArray[i]]);
  }

  private static List<Data> cast(Tensors tensors, DataOperands of) {
    boolean real =
        of.node().op().equals("Cast")
            ? OnnxType.of(of.node().integer("to", 1)).isReal()
            : of.isData(1) || of.constant(1).isReal();
    if (!real) {
      throw tensors
          .builder()
          .refuse(
              "cannot turn what depends on the explained input into integers",
              "a " + of.node().op(),
              "it has no derivative");
    }
    return List.of(of.first());
  }

  private static PointwiseFunction leaky(double slope) {
    return slope >= 0 && slope <= 1
        ? new NativeFunction.LeakyRelu(slope)
        : new ScalarFunction(x -> x > 0 ? x : slope * x, x -> x > 0 ? 1 : slope);
  }

  private static PointwiseFunction celu(double alpha) {
    return new ScalarFunction(
        x -> x > 0 ? x : alpha * Math.expm1(x / alpha), x -> x > 0 ? 1 : Math.exp(x / alpha));
  }

  private static PointwiseFunction selu(double alpha, double gamma) {
    return new ScalarFunction(
        x -> gamma * (x > 0 ? x : alpha * Math.expm1(x)),
        x -> gamma * (x > 0 ? 1 : alpha * Math.exp(x)));
  }

  private static PointwiseFunction hardSigmoid(double alpha, double beta) {
    return new ScalarFunction(
        x -> Math.max(0, Math.min(1, alpha * x + beta)),
        x -> alpha * x + beta > 0 && alpha * x + beta < 1 ? alpha : 0);
  }

  private static PointwiseFunction hardSwish() {
    return new ScalarFunction(
        x -> x * Math.max(0, Math.min(1, x / 6 + 0.5)),
        x -> x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5);
  }

  private static PointwiseFunction swish(double slope) {
    return VectorFunction.swish(
        slope,
        new ScalarFunction(
            x -> x / (1 + Math.exp(-slope * x)),
            x -> {
              double s = 1 / (1 + Math.exp(-slope * x));
              return s + slope * x * s * (1 - s);
            }));
  }

  private static PointwiseFunction gelu(boolean approximate) {
    if (!approximate) {
      return VectorFunction.gelu(
          new ScalarFunction(
              x -> 0.5 * x * (1 + Scalars.erf(x / Math.sqrt(2))),
              x ->
                  0.5 * (1 + Scalars.erf(x / Math.sqrt(2)))
                      + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI)));
    }
    return VectorFunction.geluByTanh(
        new ScalarFunction(
            x -> 0.5 * x * (1 + Math.tanh(GELU_TANH * (x + GELU_CUBIC * x * x * x))),
            x -> {
              double t = Math.tanh(GELU_TANH * (x + GELU_CUBIC * x * x * x));
              double inner = GELU_TANH * (1 + 3 * GELU_CUBIC * x * x);
              return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner;
            }));
  }
}
