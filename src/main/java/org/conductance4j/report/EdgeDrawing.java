package org.conductance4j.report;

import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.conductance4j.array.Tensor;

/**
 * A line drawing of a picture: where its colours change fastest, as thin grey lines on white. Shows
 * what is where without passing the picture on.
 */
final class EdgeDrawing {

  /** Change of a colour per pixel of the picture from which a line may go on, and may begin. */
  private static final double FAINT = 0.022;

  private static final double CLEAR = 0.06;
  private static final double DARKEST = 0.42;
  private static final double LIGHTEST = 0.8;

  private final int rows;
  private final int columns;
  private final double[] strength;
  private final double[] down;
  private final double[] right;

  private EdgeDrawing(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.strength = new double[rows * columns];
    this.down = new double[rows * columns];
    this.right = new double[rows * columns];
  }

  /** The edges of a picture in [0, 1], drawn larger by a factor: 1 for white paper. */
  static Plane of(Tensor picture, int factor) {
    return drawn(channels(picture).map(channel -> channel.enlarged(factor)).toList(), factor);
  }

  /** The same of a picture that is larger already by the factor. */
  static Plane ofCloseUp(Tensor closeUp, int factor) {
    return drawn(channels(closeUp).toList(), factor);
  }

  private static Stream<Plane> channels(Tensor picture) {
    return IntStream.range(0, picture.size(0)).mapToObj(c -> Plane.channel(picture, c));
  }

  private static Plane drawn(List<Plane> channels, int factor) {
    EdgeDrawing drawing = new EdgeDrawing(channels.get(0).rows(), channels.get(0).columns());
    for (Plane channel : channels) {
      drawing.measure(channel.blurred(0.8 * factor), factor);
    }
    return drawing.draw(drawing.longLines(drawing.crests(), 5 * factor));
  }

  /** Keeps at each pixel the steepest change of all channels (Sobel's derivative). */
  private void measure(Plane plane, int factor) {
    for (int r = 1; r < rows - 1; r++) {
      for (int c = 1; c < columns - 1; c++) {
        double dy = (row(plane, r + 1, c) - row(plane, r - 1, c)) * factor / 8;
        double dx = (column(plane, r, c + 1) - column(plane, r, c - 1)) * factor / 8;
        double size = Math.sqrt(dx * dx + dy * dy);
        int i = r * columns + c;
        if (size > strength[i]) {
          strength[i] = size;
          down[i] = dy;
          right[i] = dx;
        }
      }
    }
  }

  private static double row(Plane plane, int r, int c) {
    return plane.at(r, c - 1) + 2 * plane.at(r, c) + plane.at(r, c + 1);
  }

  private static double column(Plane plane, int r, int c) {
    return plane.at(r - 1, c) + 2 * plane.at(r, c) + plane.at(r + 1, c);
  }

  /** The pixels that are steeper than their neighbours across the line. */
  private boolean[] crests() {
    boolean[] crest = new boolean[strength.length];
    for (int r = 1; r < rows - 1; r++) {
      for (int c = 1; c < columns - 1; c++) {
        int i = r * columns + c;
        if (strength[i] > FAINT) {
          double y = down[i] / strength[i];
          double x = right[i] / strength[i];
          crest[i] = strength[i] > between(r + y, c + x) && strength[i] >= between(r - y, c - x);
        }
      }
    }
    return crest;
  }

  private double between(double y, double x) {
    int r = Math.min((int) y, rows - 2);
    int c = Math.min((int) x, columns - 2);
    int i = r * columns + c;
    double above = strength[i] + (strength[i + 1] - strength[i]) * (x - c);
    int j = i + columns;
    double below = strength[j] + (strength[j + 1] - strength[j]) * (x - c);
    return above + (below - above) * (y - r);
  }

  /** Of the crests, the connected lines that are clear somewhere and not mere specks. */
  private boolean[] longLines(boolean[] crest, int shortest) {
    boolean[] seen = new boolean[crest.length];
    boolean[] kept = new boolean[crest.length];
    for (int start = 0; start < crest.length; start++) {
      if (!crest[start] || seen[start]) {
        continue;
      }
      ArrayDeque<Integer> open = new ArrayDeque<>();
      ArrayDeque<Integer> line = new ArrayDeque<>();
      open.add(start);
      seen[start] = true;
      boolean clear = false;
      while (!open.isEmpty()) {
        int i = open.poll();
        line.add(i);
        clear |= strength[i] > CLEAR;
        for (int j : neighbours(i)) {
          if (crest[j] && !seen[j]) {
            seen[j] = true;
            open.add(j);
          }
        }
      }
      if (clear && line.size() >= shortest) {
        line.forEach(i -> kept[i] = true);
      }
    }
    return kept;
  }

  /** Crests keep off the border, so that every neighbour lies inside. */
  private int[] neighbours(int i) {
    return new int[] {
      i - columns - 1,
      i - columns,
      i - columns + 1,
      i - 1,
      i + 1,
      i + columns - 1,
      i + columns,
      i + columns + 1
    };
  }

  private Plane draw(boolean[] line) {
    Plane out = Plane.zeros(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int i = r * columns + c;
        double share = Math.min(1, (strength[i] - FAINT) / (3 * CLEAR));
        out.set(r, c, line[i] ? LIGHTEST + (DARKEST - LIGHTEST) * share : 1);
      }
    }
    return out;
  }
}
