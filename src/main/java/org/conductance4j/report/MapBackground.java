package org.conductance4j.report;

import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.FigureOptions.Background;
import org.conductance4j.experiment.result.ExperimentResult;

/** What lies under a map: the faded picture, a drawing of its edges, or white paper. */
record MapBackground(Plane brightness, boolean lines) {

  private static final double FADED_BLACK = 0.7;

  /** What a result asks for, larger than its input by a factor. */
  static MapBackground of(ReportModel findings, int factor) {
    ExperimentResult result = findings.result();
    Optional<Tensor> picture = result.picture();
    if (picture.isEmpty()) {
      int[] size = findings.size();
      return new MapBackground(Plane.ones(size[0] * factor, size[1] * factor), true);
    }
    boolean edges = result.figures().background() == Background.EDGES;
    return new MapBackground(edges ? findings.edges() : faded(result, factor), edges);
  }

  /** The edges of the original's crop, or of what the network sees where there is none. */
  static Plane edges(ExperimentResult result) {
    Tensor picture = result.picture().orElseThrow();
    int factor = MapPanel.factor(picture.size(1), picture.size(2));
    return result
        .closeUp()
        .map(large -> EdgeDrawing.ofCloseUp(large, factor))
        .orElseGet(() -> EdgeDrawing.of(picture, factor));
  }

  private static Plane faded(ExperimentResult result, int factor) {
    return result
        .closeUp()
        .map(MapBackground::faded)
        .orElseGet(() -> faded(result.picture().orElseThrow()).enlarged(factor));
  }

  /**
   * A colour as it looks over the backdrop at a pixel. A faded picture gives way to strong colours,
   * so that they can be read off the key; lines stay.
   *
   * @param depth how far the colour is from the middle of its scale, 0 to 1
   */
  int under(int colour, double depth, int row, int column) {
    double shade = (1 - brightness.at(row, column)) * (lines ? 1 : 1 - depth);
    int out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      out |= (int) Math.round((colour >> shift & 0xff) * (1 - shade)) << shift;
    }
    return out;
  }

  /** The picture's luminance (ITU-R BT.601), lifted so that colours show over it. */
  private static Plane faded(Tensor picture) {
    Plane red = Plane.channel(picture, 0);
    Plane green = Plane.channel(picture, 1);
    Plane blue = Plane.channel(picture, 2);
    Plane grey = Plane.zeros(red.rows(), red.columns());
    for (int r = 0; r < red.rows(); r++) {
      for (int c = 0; c < red.columns(); c++) {
        double light = 0.299 * red.at(r, c) + 0.587 * green.at(r, c) + 0.114 * blue.at(r, c);
        grey.set(r, c, FADED_BLACK + (1 - FADED_BLACK) * Math.max(0, Math.min(1, light)));
      }
    }
    return grey;
  }
}
