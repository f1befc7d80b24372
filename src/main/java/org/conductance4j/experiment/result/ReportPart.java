package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Map;
import org.conductance4j.array.Table;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.pruning.CurvePoint;

/**
 * A figure or a table of a report, as data. The report knows how each kind is drawn. Lists are not
 * copied, and nobody changes them.
 */
public sealed interface ReportPart {

  /** {@return the name of the figure or table} */
  String id();

  /** Where on the page a table stands. */
  enum Place {
    /** After the figures. */
    FINDINGS,
    /** After the numbers of the curves. */
    NUMBERS,
    /** After how it was computed. */
    APPENDIX
  }

  /**
   * What a figure is called.
   *
   * @param id its name: the file is {@code figures/<id>.png}
   * @param title its heading
   * @param caption what it shows
   * @param description the picture in words, for those who cannot see it
   */
  record Heading(String id, String title, String caption, String description) {}

  /** A figure with a heading of its own. */
  sealed interface Headed extends ReportPart {
    /** {@return what it is called} */
    Heading heading();

    @Override
    default String id() {
      return heading().id();
    }
  }

  /**
   * A table with some sentences above it; without rows it is left out.
   *
   * @param id its anchor
   * @param title its heading
   * @param sentences above it
   * @param place where it stands
   * @param folded whether it is shown only on request
   * @param table the cells, as a reader sees them
   */
  record TablePart(
      String id, String title, List<String> sentences, Place place, boolean folded, Table table)
      implements ReportPart {}

  /**
   * Score and sums over the pruned fraction, as for the run's own layer.
   *
   * @param id name of the figure
   * @param title its heading
   * @param points of the curves
   */
  record CurvesPart(String id, String title, List<CurvePoint> points) implements ReportPart {}

  /**
   * Dashed curves beside those of the run's own layer.
   *
   * @param key what the figure's key says
   * @param caption what its caption adds
   * @param curves the curves
   */
  record DashedCurves(String key, String caption, PublishedCurves curves) implements ReportPart {
    @Override
    public String id() {
      return "curves";
    }
  }

  /**
   * Maps of the input, side by side on one colour scale. It is left out for an input without rows
   * and columns.
   *
   * @param heading of the figure
   * @param maps from left to right
   */
  record MapsPart(Heading heading, List<InputMap> maps) implements Headed {}

  /**
   * A map of the input with bars beneath it.
   *
   * @param title above it
   * @param notes further lines above it, as many for each map of a figure
   * @param map one attribution an input value, the input's shape
   * @param sums the bars
   */
  record InputMap(String title, List<String> notes, Tensor map, List<Bar> sums) {}

  /**
   * A number as a bar.
   *
   * @param name what it is
   * @param value its length
   * @param score whether it is a score and no sum of contributions
   */
  record Bar(String name, double value, boolean score) {}

  /**
   * Lines over two logarithmic axes.
   *
   * @param heading of the figure
   * @param across what the horizontal axis shows
   * @param up what the vertical axis shows
   * @param lines the lines
   * @param known the value below which numbers say nothing
   * @param below what is written there
   */
  record ChartPart(
      Heading heading, String across, String up, List<ChartLine> lines, double known, String below)
      implements Headed {}

  /**
   * A line through points above 0.
   *
   * @param name what the key says
   * @param colour {@code 0xRRGGBB}
   * @param thickness of the line
   * @param radius of the marks
   * @param x from left to right
   * @param y as many values
   */
  record ChartLine(
      String name, int colour, double thickness, double radius, List<Double> x, List<Double> y) {}

  /**
   * Values as dots, a strip a condition.
   *
   * @param heading of the figure
   * @param strips from top to bottom
   */
  record StripsPart(Heading heading, List<Strip> strips) implements Headed {}

  /**
   * A condition that values keep or not.
   *
   * @param name what the values are
   * @param wanted the condition in words
   * @param threshold where the line is drawn
   * @param values one dot each
   * @param holds whether each value keeps the condition
   */
  record Strip(
      String name, String wanted, double threshold, List<Double> values, List<Boolean> holds) {
    /** {@return how many values keep the condition, in words} */
    public String count() {
      return holds.stream().filter(kept -> kept).count() + " of " + holds.size();
    }
  }

  /**
   * Tables of coloured cells, one beneath the other.
   *
   * @param heading of the figure
   * @param rows names of the rows
   * @param groups names of the groups of columns
   * @param columns names of the columns of each group
   * @param blocks one table each
   * @param tones what each colour means
   */
  record GridPart(
      Heading heading,
      List<String> rows,
      List<String> groups,
      List<String> columns,
      List<Block> blocks,
      Map<Tone, String> tones)
      implements Headed {}

  /**
   * One table of a grid.
   *
   * @param title above it
   * @param cells row by row, in each row group by group
   */
  record Block(String title, List<GridCell> cells) {}

  /**
   * A cell of a grid.
   *
   * @param first the larger line
   * @param second the smaller line
   * @param tone its colour
   */
  record GridCell(String first, String second, Tone tone) {}

  /** Colours of cells. */
  enum Tone {
    /** Deep blue. */
    GOOD,
    /** Light blue. */
    MIXED,
    /** Light orange. */
    WEAK,
    /** Deep orange. */
    BAD,
    /** White. */
    EMPTY
  }
}
