package org.conductance4j.engine;

/** Moves one example between DL4J's order of axes and the engine's, which has the channels last. */
final class Transposition {

  private Transposition() {}

  static void toInternal(Value value, double[] external, int offset, double[] internal) {
    int channels = value.channels();
    int positions = value.positions();
    if (isIdentity(value)) {
      System.arraycopy(external, offset, internal, 0, internal.length);
      return;
    }
    for (int channel = 0; channel < channels; channel++) {
      int from = offset + channel * positions;
      for (int position = 0; position < positions; position++) {
        internal[position * channels + channel] = external[from + position];
      }
    }
  }

  static void toExternal(Value value, double[] internal, double[] external, int offset) {
    int channels = value.channels();
    int positions = value.positions();
    if (isIdentity(value)) {
      System.arraycopy(internal, 0, external, offset, internal.length);
      return;
    }
    for (int channel = 0; channel < channels; channel++) {
      int to = offset + channel * positions;
      for (int position = 0; position < positions; position++) {
        external[to + position] = internal[position * channels + channel];
      }
    }
  }

  private static boolean isIdentity(Value value) {
    return value.external() == Layout.CHANNELS_LAST
        || value.channels() == 1
        || value.positions() == 1;
  }
}
