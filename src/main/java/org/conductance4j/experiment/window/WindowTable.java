package org.conductance4j.experiment.window;

import java.util.List;
import java.util.Locale;
import org.conductance4j.experiment.window.WindowMetrics.Interval;
import org.conductance4j.experiment.window.WindowMetrics.Point;
import org.jspecify.annotations.Nullable;

/** The curves of a study of windows as comma-separated values. */
final class WindowTable {

  private static final List<String> NUMBERS =
      List.of("inside", "loss_inside", "loss_outside", "score", "accuracy", "accuracy_others");

  private WindowTable() {}

  static String csv(WindowMetrics metrics) {
    StringBuilder csv = new StringBuilder("class,window,ranking,fraction,inside_before");
    for (String name : NUMBERS) {
      csv.append(',').append(name);
      csv.append(',').append(name).append("_low");
      csv.append(',').append(name).append("_high");
    }
    csv.append('\n');
    for (Point point : metrics.curves()) {
      csv.append(quoted(point.classLabel())).append(',').append(point.window());
      csv.append(',').append(point.ranking()).append(',').append(point.fraction());
      csv.append(',').append(number(point.insideBefore()));
      append(csv, point.inside());
      append(csv, point.lossInside());
      append(csv, point.lossOutside());
      append(csv, point.score());
      append(csv, point.accuracy());
      append(csv, point.accuracyOthers());
      csv.append('\n');
    }
    return csv.toString();
  }

  private static void append(StringBuilder csv, @Nullable Interval interval) {
    if (interval == null) {
      csv.append(",,,");
    } else {
      csv.append(',').append(number(interval.value()));
      csv.append(',').append(number(interval.low()));
      csv.append(',').append(number(interval.high()));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private static String quoted(String text) {
    return text.contains(",") || text.contains("\"")
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
