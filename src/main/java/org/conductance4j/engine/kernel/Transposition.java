package org.conductance4j.engine.kernel;

import org.conductance4j.array.Precision;

/** Copies one example between the source's axis order and the engine's, channels last. */
public final class Transposition {

  private Transposition() {}

  /** One example of a batch, in the source's axis order. */
  public static double[] read(Buffer buffer, Value value, int row) {
    double[] example = new double[value.length()];
    read(buffer, value, row, example, 0);
    return example;
  }

  /** Copies one example out of a batch, into the source's axis order. */
  public static void read(Buffer buffer, Value value, int row, double[] external, int offset) {
    long start = (long) row * value.length();
    if (isIdentity(value)) {
      buffer.read(start, external, offset, value.length());
    } else if (buffer.precision() == Precision.FLOAT32) {
      float[] internal = new float[value.length()];
      buffer.read(start, internal);
      toExternal(value, internal, external, offset);
    } else {
      double[] internal = new double[value.length()];
      buffer.read(start, internal, 0, internal.length);
      toExternal(value, internal, external, offset);
    }
  }

  /** Copies one example into a batch, from the source's axis order. */
  public static void write(Buffer buffer, Value value, int row, double[] external) {
    write(buffer, value, row, external, 0);
  }

  /** Copies one example into a batch, from an array of examples in the source's axis order. */
  public static void write(Buffer buffer, Value value, int row, double[] external, int offset) {
    long start = (long) row * value.length();
    if (isIdentity(value)) {
      buffer.write(start, external, offset, value.length());
    } else if (buffer.precision() == Precision.FLOAT32) {
      float[] internal = new float[value.length()];
      toInternal(value, external, offset, internal);
      buffer.write(start, internal);
    } else {
      double[] internal = new double[value.length()];
      toInternal(value, external, offset, internal);
      buffer.write(start, internal, 0, internal.length);
    }
  }

  private static void toInternal(Value value, double[] external, int offset, float[] internal) {
    int channels = value.channels();
    int positions = value.positions();
    for (int channel = 0; channel < channels; channel++) {
      int from = offset + channel * positions;
      for (int position = 0; position < positions; position++) {
        internal[position * channels + channel] = (float) external[from + position];
      }
    }
  }

  private static void toExternal(Value value, float[] internal, double[] external, int offset) {
    int channels = value.channels();
    int positions = value.positions();
    for (int channel = 0; channel < channels; channel++) {
      int to = offset + channel * positions;
      for (int position = 0; position < positions; position++) {
        external[to + position] = internal[position * channels + channel];
      }
    }
  }

  private static void toInternal(Value value, double[] external, int offset, double[] internal) {
    int channels = value.channels();
    int positions = value.positions();
    for (int channel = 0; channel < channels; channel++) {
      int from = offset + channel * positions;
      for (int position = 0; position < positions; position++) {
        internal[position * channels + channel] = external[from + position];
      }
    }
  }

  private static void toExternal(Value value, double[] internal, double[] external, int offset) {
    int channels = value.channels();
    int positions = value.positions();
    for (int channel = 0; channel < channels; channel++) {
      int to = offset + channel * positions;
      for (int position = 0; position < positions; position++) {
        external[to + position] = internal[position * channels + channel];
      }
    }
  }

  private static boolean isIdentity(Value value) {
    return value.external() == AxisOrder.CHANNELS_LAST
        || value.channels() == 1
        || value.positions() == 1;
  }
}
