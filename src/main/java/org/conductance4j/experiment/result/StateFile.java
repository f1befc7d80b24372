package org.conductance4j.experiment.result;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** How numbers of an unfinished study are kept: bit for bit. */
public final class StateFile {

  private StateFile() {}

  /**
   * Writes numbers.
   *
   * @param out where to
   * @param values not modified
   * @throws IOException if that fails
   */
  public static void write(DataOutputStream out, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    bytes.asDoubleBuffer().put(values);
    out.write(bytes.array());
  }

  /**
   * Reads as many numbers as there is room for.
   *
   * @param in where from
   * @param values modified
   * @throws IOException if that fails
   */
  public static void read(DataInputStream in, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    in.readFully(bytes.array());
    bytes.asDoubleBuffer().get(values);
  }
}
