package org.conductance4j.engine.lowering.onnx;

import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import org.conductance4j.model.onnx.OnnxNode;
import org.conductance4j.model.onnx.OnnxType;

/** The operations of each element by itself, on arrays in memory. */
final class HostElements {

  /** Functions of one real number. */
  private static final Map<String, DoubleUnaryOperator> REAL =
      Map.ofEntries(
          Map.entry("Abs", Math::abs),
          Map.entry("Acos", Math::acos),
          Map.entry("Acosh", x -> Math.log(x + Math.sqrt(x * x - 1))),
          Map.entry("Asin", Math::asin),
          Map.entry("Asinh", x -> Math.log(x + Math.sqrt(x * x + 1))),
          Map.entry("Atan", Math::atan),
          Map.entry("Atanh", x -> 0.5 * Math.log((1 + x) / (1 - x))),
          Map.entry("Cos", Math::cos),
          Map.entry("Cosh", Math::cosh),
          Map.entry("Erf", Scalars::erf),
          Map.entry("Exp", Math::exp),
          Map.entry("Log", Math::log),
          Map.entry("Neg", x -> -x),
          Map.entry("Reciprocal", x -> 1 / x),
          Map.entry("Sign", Math::signum),
          Map.entry("Sin", Math::sin),
          Map.entry("Sinh", Math::sinh),
          Map.entry("Sqrt", Math::sqrt),
          Map.entry("Tan", Math::tan));

  /** Functions that jump, of numbers as single precision has them: 2.9999999999 is 3. */
  private static final Map<String, DoubleUnaryOperator> ROUNDING =
      Map.of("Ceil", Math::ceil, "Floor", Math::floor, "Round", Math::rint);

  private static final Map<String, DoubleBinaryOperator> REAL_PAIRS =
      Map.of(
          "Add", (a, b) -> a + b,
          "Sub", (a, b) -> a - b,
          "Mul", (a, b) -> a * b,
          "Div", (a, b) -> a / b,
          "Pow", Math::pow,
          "Max", Math::max,
          "Min", Math::min,
          "Sum", (a, b) -> a + b,
          "PRelu", (x, slope) -> x < 0 ? slope * x : x);

  private static final Map<String, LongBinaryOperator> INTEGER_PAIRS =
      Map.ofEntries(
          Map.entry("Add", (a, b) -> a + b),
          Map.entry("Sub", (a, b) -> a - b),
          Map.entry("Mul", (a, b) -> a * b),
          Map.entry("Sum", (a, b) -> a + b),
          Map.entry("And", (a, b) -> a & b),
          Map.entry("Or", (a, b) -> a | b),
          Map.entry("Xor", (a, b) -> a ^ b),
          Map.entry("BitwiseAnd", (a, b) -> a & b),
          Map.entry("BitwiseOr", (a, b) -> a | b),
          Map.entry("BitwiseXor", (a, b) -> a ^ b));

  private HostElements() {}

  /** Whether there is a rule for an operation. */
  static boolean has(String op) {
    return REAL.containsKey(op)
        || ROUNDING.containsKey(op)
        || REAL_PAIRS.containsKey(op)
        || INTEGER_PAIRS.containsKey(op)
        || switch (op) {
          case "Not",
              "BitwiseNot",
              "BitShift",
              "IsNaN",
              "IsInf",
              "Mod",
              "Mean",
              "Equal",
              "Greater",
              "GreaterOrEqual",
              "Less",
              "LessOrEqual",
              "Where",
              "Cast",
              "CastLike",
              "Clip" ->
              true;
          default -> false;
        };
  }

  static DoubleUnaryOperator real(String op) {
    return Objects.requireNonNull(REAL.get(op), op);
  }

  static HostArray apply(Operands of) {
    String op = of.node().op();
    DoubleUnaryOperator function = REAL.getOrDefault(op, ROUNDING.get(op));
    if (function != null) {
      return mapped(of.first(), function, ROUNDING.containsKey(op));
    }
    return switch (op) {
      case "Not" -> logical(of.first(), x -> 1 - x);
      case "IsNaN" -> logical(of.first(), x -> Double.isNaN(x) ? 1 : 0);
      case "IsInf" -> infinite(of);
      case "BitwiseNot" -> {
        long[] own = of.first().integers();
        yield HostArray.integers(of.first().type(), of.dims(), i -> ~own[i]);
      }
      case "Cast" -> cast(of.first(), OnnxType.of(of.node().integer("to", 0)));
      case "CastLike" -> cast(of.first(), of.constant(1).type());
      case "Where" -> where(of);
      case "Clip" -> clip(of);
      case "Mean" -> {
        HostArray sum = folded(of, "Sum");
        yield mapped(sum, x -> x / of.count(), false);
      }
      default -> folded(of, op);
    };
  }

  private static HostArray mapped(HostArray in, DoubleUnaryOperator function, boolean rounds) {
    double[] own = in.reals();
    if (!in.isReal()) {
      return rounds
          ? in
          : HostArray.integers(in.type(), in.dims(), i -> (long) function.applyAsDouble(own[i]));
    }
    boolean single = rounds && in.type() != OnnxType.DOUBLE;
    return HostArray.reals(
        in.type(), in.dims(), i -> function.applyAsDouble(single ? (float) own[i] : own[i]));
  }

  private static HostArray logical(HostArray in, DoubleUnaryOperator function) {
    double[] own = in.reals();
    return HostArray.integers(OnnxType.BOOL, in.dims(), i -> (long) function.applyAsDouble(own[i]));
  }

  private static HostArray infinite(Operands of) {
    boolean below = of.node().integer("detect_negative", 1) != 0;
    boolean above = of.node().integer("detect_positive", 1) != 0;
    return logical(of.first(), x -> Double.isInfinite(x) && (x > 0 ? above : below) ? 1 : 0);
  }

  static HostArray cast(HostArray in, OnnxType to) {
    if (in.type() == to) {
      return in;
    }
    if (to.isReal()) {
      double[] own = in.reals();
      return HostArray.reals(to, in.dims(), i -> to == OnnxType.DOUBLE ? own[i] : (float) own[i]);
    }
    if (!in.isReal()) {
      long[] own = in.integers();
      return HostArray.integers(to, in.dims(), i -> own[i]);
    }
    double[] own = in.reals();
    return HostArray.integers(
        to,
        in.dims(),
        i -> to == OnnxType.BOOL ? (own[i] == 0 ? 0 : 1) : (long) (double) (float) own[i]);
  }

  private static HostArray where(Operands of) {
    HostArray condition = of.first();
    HostArray a = of.constant(1);
    HostArray b = of.constant(2);
    int[] dims = Shapes.broadcast(condition.dims(), a.dims(), b.dims());
    long[] chosen = condition.integers();
    int[] which = Shapes.expansion(condition.dims(), dims);
    int[] fromA = Shapes.expansion(a.dims(), dims);
    int[] fromB = Shapes.expansion(b.dims(), dims);
    if (a.isReal()) {
      double[] x = a.reals();
      double[] y = b.reals();
      return HostArray.reals(
          a.type(), dims, i -> chosen[which[i]] != 0 ? x[fromA[i]] : y[fromB[i]]);
    }
    long[] x = a.integers();
    long[] y = b.integers();
    return HostArray.integers(
        a.type(), dims, i -> chosen[which[i]] != 0 ? x[fromA[i]] : y[fromB[i]]);
  }

  private static HostArray clip(Operands of) {
    HostArray in = of.first();
    double low = of.has(1) ? of.constant(1).scalar() : of.node().real("min", -1 / 0.0);
    double high = of.has(2) ? of.constant(2).scalar() : of.node().real("max", 1 / 0.0);
    return mapped(in, x -> Math.min(high, Math.max(low, x)), false);
  }

  private static HostArray folded(Operands of, String op) {
    HostArray result = of.first();
    for (int k = 1; k < of.count(); k++) {
      result = pair(of.node(), op, result, of.constant(k));
    }
    return result;
  }

  /** Before version 7 the second operand may be laid against an axis of the first. */
  static int[] secondDims(OnnxNode node, int[] first, int[] second) {
    boolean old = node.version() < 7 && node.attribute("axis") != null;
    return old && second.length < first.length
        ? Shapes.laidAgainst(first, second, node.integer("axis", 0))
        : second;
  }

  private static HostArray pair(OnnxNode node, String op, HostArray a, HostArray second) {
    HostArray b = second.reshaped(secondDims(node, a.dims(), second.dims()));
    int[] dims = Shapes.broadcast(a.dims(), b.dims());
    int[] fromA = Shapes.expansion(a.dims(), dims);
    int[] fromB = Shapes.expansion(b.dims(), dims);
    boolean real = a.isReal() || (op.equals("Pow") && b.isReal());
    if (isComparison(op)) {
      return compared(op, a, b, dims, fromA, fromB);
    }
    if (real) {
      DoubleBinaryOperator function =
          op.equals("Mod") ? (x, y) -> remainder(node, x, y) : REAL_PAIRS.get(op);
      if (function == null) {
        throw new IllegalArgumentException("real numbers for " + op);
      }
      double[] x = a.reals();
      double[] y = b.reals();
      if (!a.isReal()) {
        return HostArray.integers(
            a.type(), dims, i -> (long) function.applyAsDouble(x[fromA[i]], y[fromB[i]]));
      }
      return HostArray.reals(a.type(), dims, i -> function.applyAsDouble(x[fromA[i]], y[fromB[i]]));
    }
    LongBinaryOperator function = integer(node, op, a.type() == OnnxType.UINT64);
    long[] x = a.integers();
    long[] y = b.integers();
    return HostArray.integers(a.type(), dims, i -> function.applyAsLong(x[fromA[i]], y[fromB[i]]));
  }

  private static double remainder(OnnxNode node, double x, double y) {
    double rest = x % y;
    boolean likeC = node.integer("fmod", 0) != 0;
    return !likeC && rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
  }

  private static LongBinaryOperator integer(OnnxNode node, String op, boolean unsigned) {
    LongBinaryOperator simple = INTEGER_PAIRS.get(op);
    if (simple != null) {
      return simple;
    }
    return switch (op) {
      case "Div" -> unsigned ? Long::divideUnsigned : (a, b) -> a / b;
      case "Max" -> unsigned ? (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b : Math::max;
      case "Min" -> unsigned ? (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b : Math::min;
      case "Pow" -> HostElements::power;
      case "Mod" -> {
        boolean likeC = node.integer("fmod", 0) != 0;
        yield unsigned ? Long::remainderUnsigned : likeC ? (a, b) -> a % b : Math::floorMod;
      }
      case "BitShift" ->
          node.text("direction", "LEFT").equals("LEFT")
              ? (a, b) -> b > 63 ? 0 : a << b
              : (a, b) -> b > 63 ? 0 : a >>> b;
      default -> throw new IllegalArgumentException("integers for " + op);
    };
  }

  private static long power(long base, long exponent) {
    if (exponent < 0) {
      return (long) Math.pow((double) base, (double) exponent);
    }
    long result = 1;
    long factor = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      result = (rest & 1) == 1 ? result * factor : result;
      factor *= factor;
    }
    return result;
  }

  private static boolean isComparison(String op) {
    return switch (op) {
      case "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual" -> true;
      default -> false;
    };
  }

  private static HostArray compared(
      String op, HostArray a, HostArray b, int[] dims, int[] fromA, int[] fromB) {
    if (a.isReal() || b.isReal()) {
      double[] x = a.reals();
      double[] y = b.reals();
      return HostArray.integers(
          OnnxType.BOOL,
          dims,
          i -> {
            double left = x[fromA[i]];
            double right = y[fromB[i]];
            boolean ordered = !Double.isNaN(left) && !Double.isNaN(right);
            // -0.0 and 0.0 are equal, unlike in Double.compare
            return ordered && holds(op, left < right ? -1 : left > right ? 1 : 0) ? 1 : 0;
          });
    }
    long[] x = a.integers();
    long[] y = b.integers();
    boolean unsigned = a.type() == OnnxType.UINT64;
    return HostArray.integers(
        OnnxType.BOOL,
        dims,
        i -> {
          long left = x[fromA[i]];
          long right = y[fromB[i]];
          int order = unsigned ? Long.compareUnsigned(left, right) : Long.compare(left, right);
          return holds(op, order) ? 1 : 0;
        });
  }

  private static boolean holds(String op, int order) {
    return switch (op) {
      case "Equal" -> order == 0;
      case "Greater" -> order > 0;
      case "GreaterOrEqual" -> order >= 0;
      case "Less" -> order < 0;
      default -> order <= 0;
    };
  }
}
