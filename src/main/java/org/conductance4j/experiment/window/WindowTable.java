package org.conductance4j.experiment.window;

import java.util.List;
import java.util.Locale;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.window.WindowMetrics.Interval;
import org.jspecify.annotations.Nullable;

/** The curves of a study of windows as a table. */
final class WindowTable {

  private WindowTable() {}

  static Table of(WindowMetrics metrics) {
    Table table =
        Table.EMPTY.words("class", "window", "ranking").numbers("fraction", "inside_before");
    for (String name :
        List.of("inside", "loss_inside", "loss_outside", "score", "accuracy", "accuracy_others")) {
      table = table.numbers(name, name + "_low", name + "_high");
    }
    return table.filled(
        metrics.curves(),
        point ->
            Table.row(
                point.classLabel(),
                point.window(),
                point.ranking(),
                point.fraction(),
                number(point.insideBefore()),
                cells(point.inside()),
                cells(point.lossInside()),
                cells(point.lossOutside()),
                cells(point.score()),
                cells(point.accuracy()),
                cells(point.accuracyOthers())));
  }

  private static List<String> cells(@Nullable Interval interval) {
    return interval == null
        ? List.of("", "", "")
        : List.of(number(interval.value()), number(interval.low()), number(interval.high()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
