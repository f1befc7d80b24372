package org.conductance4j.engine.lowering.dl4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.Formulas;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;

/** The list of the vertices that are no layers and need nothing but their inputs. */
final class VertexRules {

  private static final Map<Class<? extends GraphVertex>, Rule<? extends GraphVertex>> RULES =
      new HashMap<>();

  static {
    add(ElementWiseVertex.class, ElementWiseRules::lower);
    add(MergeVertex.class, (emit, vertex, in) -> AxisRules.merge(emit, vertex.getMergeAxis(), in));
    add(
        SubsetVertex.class,
        (emit, vertex, in) ->
            AxisRules.cut(emit, in.get(0), 0, vertex.getFrom(), vertex.getTo() + 1));
    add(ReshapeVertex.class, (emit, vertex, in) -> AxisRules.reshape(emit, vertex, in.get(0)));
    add(PoolHelperVertex.class, (emit, vertex, in) -> withoutFirst(emit, in.get(0)));
    add(
        ScaleVertex.class,
        (emit, vertex, in) -> Arithmetic.affine(emit, in.get(0), vertex.getScaleFactor(), 0));
    add(
        ShiftVertex.class,
        (emit, vertex, in) -> Arithmetic.affine(emit, in.get(0), 1, vertex.getShiftFactor()));
    add(
        LastTimeStepVertex.class,
        (emit, vertex, in) ->
            Sequences.last(emit, Sequences.requireFeaturesFirst(emit, in.get(0))));
    add(
        ReverseTimeSeriesVertex.class,
        (emit, vertex, in) ->
            Sequences.reverse(emit, Sequences.requireFeaturesFirst(emit, in.get(0))));
    add(L2NormalizeVertex.class, (emit, vertex, in) -> normalize(emit, vertex, in.get(0)));
    add(L2Vertex.class, (emit, vertex, in) -> distance(emit, in));
    add(FrozenVertex.class, (emit, vertex, in) -> lower(emit, vertex.getUnderlying(), in));
  }

  private VertexRules() {}

  /** Whether there is a rule for vertices of a class. */
  static boolean knows(Class<?> type) {
    return RULES.containsKey(type);
  }

  /** How one class of vertex is lowered. */
  @FunctionalInterface
  private interface Rule<V extends GraphVertex> {
    Value lower(ProgramBuilder builder, V vertex, List<Value> inputs);
  }

  private static <V extends GraphVertex> void add(Class<V> type, Rule<V> rule) {
    RULES.put(type, rule);
  }

  @SuppressWarnings("unchecked") // add() pairs each class with a rule for it
  static Value lower(ProgramBuilder builder, GraphVertex vertex, List<Value> inputs) {
    Rule<GraphVertex> rule = (Rule<GraphVertex>) RULES.get(vertex.getClass());
    if (rule == null) {
      throw builder.unsupported(vertex);
    }
    return rule.lower(builder, vertex, inputs);
  }

  /** Without the first row and the first column. */
  private static Value withoutFirst(ProgramBuilder builder, Value in) {
    builder.requireRank(in, 3, "(batch, channel, row, column)");
    int[] dims = in.externalDims();
    return AxisRules.cut(builder, AxisRules.cut(builder, in, 1, 1, dims[1]), 2, 1, dims[2]);
  }

  /** x / max(|x|, ε), the norm over all of an example. */
  private static Value normalize(ProgramBuilder builder, L2NormalizeVertex vertex, Value in) {
    int[] all = IntStream.rangeClosed(1, in.rank()).toArray();
    int[] given = vertex.getDimension();
    if (given != null && given.length > 0 && !Arrays.equals(given, all)) {
      throw builder.refuse(
          "needs to normalise all of an example",
          Arrays.toString(given),
          "leave out the dimensions");
    }
    Value squares = Arithmetic.total(builder, Arithmetic.square(builder, in));
    Value factor = Arithmetic.map(builder, squares, Formulas.inverseRoot(vertex.getEps()));
    return Arithmetic.product(builder, in, Arithmetic.spread(builder, factor, in));
  }

  /** |a − b|; the derivative where they are equal, which has none, is 0. */
  private static Value distance(ProgramBuilder builder, List<Value> inputs) {
    Value a = inputs.get(0);
    Value b = builder.as(inputs.get(1), a.external());
    if (!Arrays.equals(a.dims(), b.dims())) {
      throw builder.refuse("needs inputs of one shape", inputs, "check the layers before it");
    }
    Value difference = Arithmetic.difference(builder, a, b);
    Value squares = Arithmetic.total(builder, Arithmetic.square(builder, difference));
    return Arithmetic.map(builder, squares, Formulas.root(2));
  }
}
