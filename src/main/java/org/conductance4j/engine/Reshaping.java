package org.conductance4j.engine;

import java.util.ArrayList;
import java.util.List;

/** Changes of shape that keep DL4J's row-major order, as DL4J reshapes. */
final class Reshaping {

  private Reshaping() {}

  /** DL4J's array as a layer reads it that takes its axes for another order. */
  static Value as(Emitter emitter, Value in, Layout layout) {
    if (in.rank() == 1 || in.external() == layout) {
      return in;
    }
    return emitter.add(of(in, new Value(layout.toInternal(in.externalDims()), layout)));
  }

  /** The same elements in DL4J's row-major order under another shape. */
  static Operation of(Value in, Value out) {
    int[] toExternal = externalPositions(in);
    int[] index = new int[out.length()];
    int[] fromExternal = new int[in.length()];
    for (int i = 0; i < toExternal.length; i++) {
      fromExternal[toExternal[i]] = i;
    }
    int[] outPositions = externalPositions(out);
    boolean moves = false;
    for (int i = 0; i < index.length; i++) {
      index[i] = fromExternal[outPositions[i]];
      moves |= index[i] != i;
    }
    return moves ? new Rearrangement(in, out, index) : new Relabelling(in, out);
  }

  /** All elements of several values in DL4J's row-major order, one value behind the other. */
  static Value joined(Emitter emitter, List<Value> values) {
    List<Value> flat = new ArrayList<>();
    int length = 0;
    for (Value value : values) {
      flat.add(emitter.add(of(value, Value.flat(value.length()))));
      length += value.length();
    }
    return emitter.add(new Concatenation(flat, Value.flat(length)));
  }

  /** A run of a flat value in DL4J's order, as a shape. */
  static Rearrangement part(Value flat, int start, Value out) {
    int[] index = externalPositions(out);
    for (int i = 0; i < index.length; i++) {
      index[i] += start;
    }
    return new Rearrangement(flat, out, index);
  }

  /** For each element in the engine's order its place in DL4J's order. */
  private static int[] externalPositions(Value value) {
    int channels = value.channels();
    int positions = value.positions();
    boolean moved = value.external() == Layout.CHANNELS_FIRST && value.rank() > 1;
    int[] places = new int[value.length()];
    for (int position = 0; position < positions; position++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = position * channels + channel;
        places[at] = moved ? channel * positions + position : at;
      }
    }
    return places;
  }
}
