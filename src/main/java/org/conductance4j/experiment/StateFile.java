package org.conductance4j.experiment;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** How numbers of an unfinished study are kept: bit for bit. */
final class StateFile {

  private StateFile() {}

  static void write(DataOutputStream out, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    bytes.asDoubleBuffer().put(values);
    out.write(bytes.array());
  }

  static void read(DataInputStream in, double[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * values.length);
    in.readFully(bytes.array());
    bytes.asDoubleBuffer().get(values);
  }
}
