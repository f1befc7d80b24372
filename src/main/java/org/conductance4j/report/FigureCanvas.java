package org.conductance4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * White paper to draw a figure on, in pixels of which two make one on the page, so that figures
 * stay sharp on fine screens and in print.
 */
final class FigureCanvas implements AutoCloseable {

  static final float TITLE = 27;
  static final float BODY = 24;
  static final float SMALL = 22;

  private static final List<String> FAMILIES =
      List.of("Liberation Sans", "Helvetica Neue", "Helvetica", "Arial", "DejaVu Sans");
  private static final String FAMILY = family();

  /** Where a text stands relative to its point. */
  enum Align {
    LEFT,
    CENTRE,
    RIGHT
  }

  record Lettering(float size, boolean bold, Color colour) {
    static final Lettering HEAD = new Lettering(TITLE, true, Palette.TEXT);
    static final Lettering TEXT = new Lettering(BODY, false, Palette.TEXT);
    static final Lettering NOTE = new Lettering(SMALL, false, Palette.MUTED);

    Lettering in(Color other) {
      return new Lettering(size, bold, other);
    }

    Lettering strong() {
      return new Lettering(size, true, colour);
    }
  }

  private final BufferedImage image;
  private final Graphics2D graphics;

  FigureCanvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(Palette.PAPER);
    graphics.fillRect(0, 0, width, height);
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  void pixel(int x, int y, int colour) {
    image.setRGB(x, y, colour);
  }

  void text(String text, double x, double baseline, Align align, Lettering type) {
    graphics.setFont(font(type));
    graphics.setColor(type.colour());
    double shift =
        switch (align) {
          case LEFT -> 0;
          case CENTRE -> width(text, type) / 2;
          case RIGHT -> width(text, type);
        };
    graphics.drawString(text, (float) (x - shift), (float) baseline);
  }

  /** A text that reads upwards, centred on a point. */
  void upright(String text, double x, double y, Lettering type) {
    AffineTransform level = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    text(text, x, y, Align.CENTRE, type);
    graphics.setTransform(level);
  }

  double width(String text, Lettering type) {
    return graphics.getFontMetrics(font(type)).getStringBounds(text, graphics).getWidth();
  }

  void line(double x1, double y1, double x2, double y2, Color colour, double thickness) {
    stroke(new Line2D.Double(x1, y1, x2, y2), colour, thickness, false);
  }

  void stroke(Shape shape, Color colour, double thickness, boolean dashed) {
    float[] dash =
        dashed ? new float[] {(float) (3.5 * thickness), (float) (2.5 * thickness)} : null;
    graphics.setStroke(
        new BasicStroke(
            (float) thickness,
            dashed ? BasicStroke.CAP_BUTT : BasicStroke.CAP_ROUND,
            BasicStroke.JOIN_ROUND,
            1,
            dash,
            0));
    graphics.setColor(colour);
    graphics.draw(shape);
  }

  void fill(Shape shape, Color colour) {
    graphics.setColor(colour);
    graphics.fill(shape);
  }

  void dot(double x, double y, double radius, Color colour) {
    fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), colour);
  }

  /** A thin border around pixels whose upper left one is at (x, y). */
  void border(int x, int y, int width, int height) {
    Shape border = new Rectangle2D.Double(x + 0.5, y + 0.5, width - 1, height - 1);
    stroke(border, Palette.RULE, 1, false);
  }

  void rectangle(double x, double y, double width, double height, Color colour) {
    fill(new Rectangle2D.Double(x, y, width, height), colour);
  }

  /** The drawing as a PNG file: the same bytes for the same drawing. */
  Png png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", bytes)) {
        throw new IllegalStateException("figure: this Java has no writer of PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("figure: cannot be written as PNG", e);
    }
    return new Png(bytes.toByteArray(), width(), height());
  }

  @Override
  public void close() {
    graphics.dispose();
  }

  private static Font font(Lettering type) {
    return new Font(FAMILY, type.bold() ? Font.BOLD : Font.PLAIN, 1).deriveFont(type.size());
  }

  private static String family() {
    Set<String> present =
        Set.copyOf(
            Arrays.asList(
                GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames()));
    return FAMILIES.stream().filter(present::contains).findFirst().orElse(Font.SANS_SERIF);
  }
}
