package org.conductance4j.scene;

/** Draws a picture by filling forms on a grid that is three times as fine as the pixels. */
final class Canvas {

  private static final int FINER = 3;

  /** Gives the colour at a point. */
  @FunctionalInterface
  interface Paint {
    Rgb at(double x, double y);
  }

  private final int size;
  private final int grid;
  private final double[] samples;

  Canvas(int size) {
    this.size = size;
    this.grid = size * FINER;
    this.samples = new double[3 * grid * grid];
  }

  void fill(Form form, Rgb colour) {
    fill(form, colour, 1);
  }

  /** Fills a form with one colour; a cover from 0 to 1 mixes it with what is under it. */
  void fill(Form form, Rgb colour, double cover) {
    fill(form, (x, y) -> colour, cover);
  }

  /** Fills a form with a colour that may change from point to point. */
  void fill(Form form, Paint paint, double cover) {
    Frame b = form.bounds();
    int row1 = clip(Math.ceil(b.bottom() * grid));
    int column1 = clip(Math.ceil(b.right() * grid));
    for (int row = clip(Math.floor(b.top() * grid)); row < row1; row++) {
      double y = (row + 0.5) / grid;
      for (int column = clip(Math.floor(b.left() * grid)); column < column1; column++) {
        double x = (column + 0.5) / grid;
        if (x >= b.left() && x < b.right() && y >= b.top() && y < b.bottom() && form.holds(x, y)) {
          blend(3 * (row * grid + column), paint.at(x, y), cover);
        }
      }
    }
  }

  /** Adds a soft light around a point, which fades to nothing at the radius. */
  void glow(double cx, double cy, double radius, Rgb colour) {
    Frame f = new Frame(cx - radius, cy - radius, cx + radius, cy + radius);
    for (int row = clip(f.top() * grid); row < clip(Math.ceil(f.bottom() * grid)); row++) {
      double v = ((row + 0.5) / grid - cy) / radius;
      for (int column = clip(f.left() * grid);
          column < clip(Math.ceil(f.right() * grid));
          column++) {
        double u = ((column + 0.5) / grid - cx) / radius;
        double fade = Math.max(0, 1 - (u * u + v * v));
        int at = 3 * (row * grid + column);
        samples[at] += colour.red() * fade * fade;
        samples[at + 1] += colour.green() * fade * fade;
        samples[at + 2] += colour.blue() * fade * fade;
      }
    }
  }

  private void blend(int at, Rgb colour, double cover) {
    samples[at] += cover * (colour.red() - samples[at]);
    samples[at + 1] += cover * (colour.green() - samples[at + 1]);
    samples[at + 2] += cover * (colour.blue() - samples[at + 2]);
  }

  private int clip(double position) {
    return (int) Math.max(0, Math.min(grid, position));
  }

  /** The smallest box of whole pixels around the visible part of a frame. */
  PixelBox pixels(Frame frame) {
    return new PixelBox(
        within(Math.floor(frame.top() * size)),
        within(Math.ceil(frame.bottom() * size)),
        within(Math.floor(frame.left() * size)),
        within(Math.ceil(frame.right() * size)));
  }

  private int within(double position) {
    return (int) Math.max(0, Math.min(size, position));
  }

  /**
   * The finished picture as bytes: the mean of each pixel's samples, plus the noise of a camera.
   */
  byte[] finish(Dice dice, double grain) {
    byte[] rgb = new byte[3 * size * size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double noise = dice.between(-grain, grain);
        for (int c = 0; c < 3; c++) {
          double value = mean(row, column, c) + noise + dice.between(-grain, grain);
          rgb[3 * (row * size + column) + c] =
              (byte) (int) (255 * Math.max(0, Math.min(1, value)) + 0.5);
        }
      }
    }
    return rgb;
  }

  /** The finished picture in grey, one byte per pixel, taken from the red of its colours. */
  byte[] finishGrey(Dice dice, double grain) {
    byte[] grey = new byte[size * size];
    for (int i = 0; i < grey.length; i++) {
      double value = mean(i / size, i % size, 0);
      double noise = value > 0 ? dice.between(-grain, grain) : 0;
      grey[i] = (byte) (int) (255 * Math.max(0, Math.min(1, value + noise)) + 0.5);
    }
    return grey;
  }

  private double mean(int row, int column, int c) {
    double sum = 0;
    for (int i = 0; i < FINER; i++) {
      for (int j = 0; j < FINER; j++) {
        int at = (row * FINER + i) * grid + column * FINER + j;
        sum += Math.min(1, samples[3 * at + c]);
      }
    }
    return sum / (FINER * FINER);
  }
}
