package org.conductance4j.engine.lowering.dl4j;

import java.util.List;
import org.conductance4j.engine.kernel.AxisOrder;
import org.conductance4j.engine.kernel.Concatenation;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Relabelling;
import org.conductance4j.engine.kernel.Slice;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.jspecify.annotations.Nullable;

/**
 * Steps of sequences. Inside the engine a sequence is (time, features) whatever DL4J's format; so
 * are the rows (batch × time, features) that DL4J makes of it for layers without time.
 */
final class Sequences {

  private Sequences() {}

  /** DL4J's order of axes; networks from before there was a choice have the features first. */
  static AxisOrder layout(@Nullable RNNFormat format) {
    return format == RNNFormat.NWC ? AxisOrder.CHANNELS_LAST : AxisOrder.CHANNELS_FIRST;
  }

  /** Checks that a layer reads a sequence of its own format. */
  static void require(ProgramBuilder builder, Value in, @Nullable RNNFormat format) {
    String axes =
        layout(format) == AxisOrder.CHANNELS_FIRST
            ? "(batch, features, time)"
            : "(batch, time, features)";
    builder.requireRank(in, 2, axes);
    if (in.external() != layout(format)) {
      throw builder.refuse(
          "needs " + axes, "the other order of axes", "give all layers the same RNNFormat");
    }
  }

  /** DL4J's vertices on time take the last of three axes for the time whatever the format. */
  static Value requireFeaturesFirst(ProgramBuilder builder, Value sequence) {
    require(builder, sequence, RNNFormat.NCW);
    return sequence;
  }

  /** One time step as a flat value. */
  static Value step(ProgramBuilder builder, Value sequence, int time) {
    int features = sequence.channels();
    return slice(builder, sequence, time * features, features);
  }

  /** Some elements of each example as a flat value. */
  static Value slice(ProgramBuilder builder, Value in, int start, int length) {
    return builder.add(new Slice(in, Value.flat(length), start));
  }

  static Value last(ProgramBuilder builder, Value sequence) {
    return step(builder, sequence, sequence.dim(0) - 1);
  }

  /** Flat values of one length as the steps of a sequence. */
  static Value stack(ProgramBuilder builder, List<Value> steps, AxisOrder external) {
    Value out = new Value(new int[] {steps.size(), steps.get(0).channels()}, external);
    return builder.add(
        steps.size() == 1 ? new Relabelling(steps.get(0), out) : new Concatenation(steps, out));
  }

  static Value reverse(ProgramBuilder builder, Value in) {
    int steps = in.dim(0);
    int[] order = new int[steps];
    for (int time = 0; time < steps; time++) {
      order[time] = steps - 1 - time;
    }
    return rearrange(builder, in, in.external(), order);
  }

  /** A flat value as every step of a sequence. */
  static Value repeat(ProgramBuilder builder, Value in, int steps, AxisOrder external) {
    return rearrange(builder, in, external, new int[steps]);
  }

  private static Value rearrange(
      ProgramBuilder builder, Value in, AxisOrder external, int... order) {
    int features = in.channels();
    int[] index = new int[order.length * features];
    for (int i = 0; i < index.length; i++) {
      index[i] = order[i / features] * features + i % features;
    }
    Value out = new Value(new int[] {order.length, features}, external);
    return builder.add(new Rearrangement(in, out, index));
  }
}
