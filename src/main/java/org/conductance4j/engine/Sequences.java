package org.conductance4j.engine;

import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.jspecify.annotations.Nullable;

/**
 * Steps of sequences. Inside the engine a sequence is (time, features) whatever DL4J's format; so
 * are the rows (batch × time, features) that DL4J makes of it for layers without time.
 */
final class Sequences {

  private Sequences() {}

  /** DL4J's order of axes; networks from before there was a choice have the features first. */
  static Layout layout(@Nullable RNNFormat format) {
    return format == RNNFormat.NWC ? Layout.CHANNELS_LAST : Layout.CHANNELS_FIRST;
  }

  /** Checks that a layer reads a sequence of its own format. */
  static void require(Emitter emitter, Value in, @Nullable RNNFormat format) {
    String axes =
        layout(format) == Layout.CHANNELS_FIRST
            ? "(batch, features, time)"
            : "(batch, time, features)";
    emitter.requireRank(in, 2, axes);
    if (in.external() != layout(format)) {
      throw emitter.refuse(
          "needs " + axes, "the other order of axes", "give all layers the same RNNFormat");
    }
  }

  /** DL4J's vertices on time take the last of three axes for the time whatever the format. */
  static Value requireFeaturesFirst(Emitter emitter, Value sequence) {
    require(emitter, sequence, RNNFormat.NCW);
    return sequence;
  }

  /** One time step as a flat value. */
  static Value step(Emitter emitter, Value sequence, int time) {
    int features = sequence.channels();
    return slice(emitter, sequence, time * features, features);
  }

  /** Some elements of each example as a flat value. */
  static Value slice(Emitter emitter, Value in, int start, int length) {
    return emitter.add(new Slice(in, Value.flat(length), start));
  }

  static Value last(Emitter emitter, Value sequence) {
    return step(emitter, sequence, sequence.dim(0) - 1);
  }

  /** Flat values of one length as the steps of a sequence. */
  static Value stack(Emitter emitter, List<Value> steps, Layout external) {
    Value out = new Value(new int[] {steps.size(), steps.get(0).channels()}, external);
    return emitter.add(
        steps.size() == 1 ? new Relabelling(steps.get(0), out) : new Concatenation(steps, out));
  }

  static Value reverse(Emitter emitter, Value in) {
    int steps = in.dim(0);
    int[] order = new int[steps];
    for (int time = 0; time < steps; time++) {
      order[time] = steps - 1 - time;
    }
    return rearrange(emitter, in, in.external(), order);
  }

  /** A flat value as every step of a sequence. */
  static Value repeat(Emitter emitter, Value in, int steps, Layout external) {
    return rearrange(emitter, in, external, new int[steps]);
  }

  private static Value rearrange(Emitter emitter, Value in, Layout external, int... order) {
    int features = in.channels();
    int[] index = new int[order.length * features];
    for (int i = 0; i < index.length; i++) {
      index[i] = order[i / features] * features + i % features;
    }
    Value out = new Value(new int[] {order.length, features}, external);
    return emitter.add(new Rearrangement(in, out, index));
  }
}
