package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.Arrays;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.ProgramInput;

/** Files for what is known of each input of a network with several of them. */
final class InputFiles {

  private InputFiles() {}

  /** {@code out.npy} of input {@code a} becomes {@code out-a.npy}. */
  static Path named(Path file, String input) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    String plain = input.replaceAll("[^A-Za-z0-9._-]", "_");
    return file.resolveSibling(name.substring(0, end) + "-" + plain + name.substring(end));
  }

  /**
   * One input's part.
   *
   * @param array (…, all inputs flattened)
   * @return (…, the input's shape)
   */
  static Tensor part(Tensor array, ProgramInput input) {
    int[] given = array.shape();
    int all = given[given.length - 1];
    int[] before = Arrays.copyOf(given, given.length - 1);
    int[] own = input.extents();
    int[] shape = Arrays.copyOf(before, before.length + own.length);
    System.arraycopy(own, 0, shape, before.length, own.length);
    int rows = Tensor.length(before);
    int length = input.length();
    double[] values = new double[rows * length];
    double[] from = array.toArray();
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * all + input.start(), values, row * length, length);
    }
    return Tensor.of(shape, values);
  }
}
