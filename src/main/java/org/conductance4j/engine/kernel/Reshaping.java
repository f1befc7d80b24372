package org.conductance4j.engine.kernel;

/** Changes of shape that keep the row-major order of the source's axes. */
public final class Reshaping {

  private Reshaping() {}

  /** The same elements in the source's row-major order under another shape. */
  public static Operation of(Value in, Value out) {
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

  /** Consecutive elements of a flat value as a value of the source's row-major order. */
  public static Rearrangement part(Value flat, int start, Value out) {
    int[] index = externalPositions(out);
    for (int i = 0; i < index.length; i++) {
      index[i] += start;
    }
    return new Rearrangement(flat, out, index);
  }

  /** For each element in the engine's order its position in the source's order. */
  private static int[] externalPositions(Value value) {
    int channels = value.channels();
    int positions = value.positions();
    boolean moved = value.external() == AxisOrder.CHANNELS_FIRST && value.rank() > 1;
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
