package org.conductance4j.axioms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.axioms.SensitivityTable.Cell;
import org.conductance4j.axioms.SensitivityTable.Row;

/**
 * Moves the input by noise; the largest change of the scores is a bound from below of how far they
 * may move in the ball. The same moves for every method and baseline.
 */
final class InputSensitivity {

  private static final int BALL = 8;

  /** Radius of the ball, as a part of the largest |x − x′|. */
  private static final double RADIUS = 0.01;

  private final ResolvedQuestion question;
  private final double radius;
  private final List<Tensor> moves;

  InputSensitivity(Subject subject, long seed) {
    this.question = subject.few();
    this.radius = RADIUS * Arrays.stream(question.direction()).map(Math::abs).max().orElse(0);
    this.moves = LongStream.range(seed, seed + BALL).mapToObj(this::move).toList();
  }

  private Tensor move(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] move = new double[question.input().length()];
    Arrays.setAll(move, i -> radius * (2 * random.nextDouble() - 1));
    return Tensor.of(question.input().shape(), move);
  }

  /** Every method from every baseline; the first is the question's own. */
  SensitivityTable table(
      List<AttributionMethod> methods, List<NamedBaseline> baselines, ProgressListener progress) {
    List<Row> rows = new ArrayList<>();
    for (AttributionMethod method : methods) {
      List<Cell> cells = new ArrayList<>();
      for (NamedBaseline baseline : baselines) {
        // without a path the baseline does not matter
        boolean same = !cells.isEmpty() && !method.needs(Need.NODES);
        cells.add(same ? cells.get(0) : cell(method, question.withBaseline(baseline.values())));
      }
      rows.add(new Row(method.id(), cells));
      progress.progressed("input sensitivity", (double) rows.size() / methods.size());
    }
    List<String> names = baselines.stream().map(NamedBaseline::name).toList();
    return new SensitivityTable(radius, moves, names, rows);
  }

  private Cell cell(AttributionMethod method, ResolvedQuestion from) {
    Tensor scores = Subject.attribute(method, from).values();
    Cell largest = new Cell(0, 0);
    for (int k = 0; k < moves.size(); k++) {
      double[] moved = from.input().toArray();
      Tensor move = moves.get(k);
      Arrays.setAll(moved, i -> moved[i] + move.get(i));
      Tensor input = Tensor.of(from.input().shape(), moved);
      double change = distance(scores, Subject.attribute(method, from.withInput(input)).values());
      largest = change > largest.change() ? new Cell(change, k) : largest;
    }
    return largest;
  }

  /** The method's finding from the question's own baseline. */
  static Finding finding(String method, SensitivityTable table) {
    Cell cell =
        table.rows().stream()
            .filter(row -> row.method().equals(method))
            .map(row -> row.cells().get(0))
            .findFirst()
            .orElseThrow();
    String detail =
        String.format(
            Locale.ROOT,
            "largest of %d moves of up to %.3g an element, that of move %d",
            table.moves().size(),
            table.radius(),
            cell.move());
    return Finding.measured(method, Axiom.INPUT_SENSITIVITY, cell.change(), detail);
  }

  /** Euclidean distance, as a part of the first one's length. */
  private static double distance(Tensor a, Tensor b) {
    double apart = 0;
    double length = 0;
    for (int i = 0; i < a.length(); i++) {
      apart += (a.get(i) - b.get(i)) * (a.get(i) - b.get(i));
      length += a.get(i) * a.get(i);
    }
    return length == 0 ? Math.sqrt(apart) : Math.sqrt(apart / length);
  }
}
