package org.conductance4j.training;

import java.util.List;
import org.conductance4j.scene.PixelBox;
import org.conductance4j.scene.Scene;

/** A picture that can be painted over: (channel, row, column), values in [0, 1]. */
final class TrainingPicture {

  private final int size;
  private final float[] values;

  private TrainingPicture(int size, float[] values) {
    this.size = size;
    this.values = values;
  }

  static TrainingPicture of(Scene scene) {
    int area = scene.size() * scene.size();
    byte[] rgb = scene.rgb();
    float[] values = new float[3 * area];
    for (int i = 0; i < area; i++) {
      for (int c = 0; c < 3; c++) {
        values[c * area + i] = (rgb[3 * i + c] & 0xff) / 255f;
      }
    }
    return new TrainingPicture(scene.size(), values);
  }

  static TrainingPicture black(int size) {
    return new TrainingPicture(size, new float[3 * size * size]);
  }

  /** Its rows, and its columns. */
  int size() {
    return size;
  }

  void fill(PixelBox box, float[] colour) {
    for (int row = box.row0(); row < box.row1(); row++) {
      for (int column = box.column0(); column < box.column1(); column++) {
        set(row, column, colour);
      }
    }
  }

  void fillOutside(List<PixelBox> boxes, float[] colour) {
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        if (!inside(boxes, row, column)) {
          set(row, column, colour);
        }
      }
    }
  }

  void scale(double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
  }

  /** Mean colour of the whole picture. */
  float[] mean() {
    int area = size * size;
    float[] mean = new float[3];
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      for (int i = 0; i < area; i++) {
        sum += values[c * area + i];
      }
      mean[c] = (float) (sum / area);
    }
    return mean;
  }

  /** The values themselves: (channel, row, column). */
  float[] values() {
    return values;
  }

  private void set(int row, int column, float[] colour) {
    for (int c = 0; c < 3; c++) {
      values[(c * size + row) * size + column] = colour[c];
    }
  }

  private static boolean inside(List<PixelBox> boxes, int row, int column) {
    return boxes.stream().anyMatch(box -> box.holds(row, column));
  }
}
