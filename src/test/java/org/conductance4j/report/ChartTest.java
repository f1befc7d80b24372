package org.conductance4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.experiment.result.ExperimentResult;
import org.conductance4j.experiment.result.PathStudy;
import org.conductance4j.experiment.result.PathTrace;
import org.conductance4j.experiment.result.PlainResults;
import org.conductance4j.experiment.result.ReportPart;
import org.junit.jupiter.api.Test;

class ChartTest {

  @Test
  void ticks_linearAxis_areRoundAndWithinIt() {
    assertThat(new Chart.Axis("α", 0, 1, false).ticks())
        .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : Double.compare(a, b))
        .containsExactly(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
  }

  @Test
  void ticks_logarithmicAxis_arePowersOfTenOrTheirHalvesAndFifths() {
    assertThat(new Chart.Axis("error", 2e-5, 3, true).ticks())
        .usingElementComparator((a, b) -> Math.abs(a / b - 1) < 1e-9 ? 0 : Double.compare(a, b))
        .containsExactly(1e-4, 1e-3, 1e-2, 1e-1, 1.0);
    assertThat(new Chart.Axis("passes", 15, 300, true).ticks())
        .usingElementComparator((a, b) -> Math.abs(a / b - 1) < 1e-9 ? 0 : Double.compare(a, b))
        .containsExactly(20.0, 50.0, 100.0, 200.0);
  }

  @Test
  void place_value_liesBetweenTheEnds() {
    assertThat(new Chart.Axis("", 1, 100, true).place(10)).isCloseTo(0.5, within(1e-12));
    assertThat(new Chart.Axis("", -1, 3, false).place(0)).isCloseTo(0.25, within(1e-12));
  }

  /** A jump with nodes around it; nine frames. */
  @Test
  void pathFigure_trace_tellsOfNodesAndWhatIsShown() {
    ExperimentResult made = MadeUp.striking();
    Figure figure = PathFigure.of(new ReportModel(made), trace(made));

    assertThat(figure.caption())
        .isEqualTo(
            "The probability of ‘traffic light’ on the way from the baseline (α = 0) to the input"
                + " (α = 1); the marks on the axis are the 6 points at which gradients were taken;"
                + " beneath, what the network saw.");
    assertThat(figure.png().width()).isEqualTo(2080);
    assertThat(PathFigure.of(new ReportModel(made), new PathTrace(trace(made).places(), List.of())))
        .satisfies(plain -> assertThat(plain.png().height()).isLessThan(figure.png().height()));
  }

  @Test
  void pathErrorFigure_study_saysWhatUniformPointsWouldCost() {
    PathStudy.Point point = new PathStudy.Point(100, 230, 2e-4, -3e-4, 1e-3, 9e-4);
    PathStudy study =
        new PathStudy(
            new PathStudy.Truth(9000, 0.6, 0.4, 2e-5),
            List.of(
                new PathStudy.Rule(
                    "midpoint", List.of(new PathStudy.Point(64, 130, 0.02, 0.01, null, null))),
                new PathStudy.Rule("adaptive", List.of(point))),
            List.of(new PathStudy.Match(1e-3, 230, 3e-4, 2100, false)));

    ExperimentResult made = MadeUp.striking();
    ReportModel findings = new ReportModel(PlainResults.with(made, made.metrics(), study));
    Figure figure = ChartFigure.of((ReportPart.ChartPart) findings.parts().get(0));

    assertThat(figure.caption())
        .endsWith(
            "Asked for 0.001, the adaptive rule took 230 passes and claims an error of at most 0.0003;"
                + " uniform points need about 2,100 until theirs is that small in the mean.");
  }

  private static PathTrace trace(ExperimentResult made) {
    List<PathTrace.Place> places = new ArrayList<>();
    for (int k = 0; k <= 10; k++) {
      places.add(new PathTrace.Place(k / 10.0, k < 3 ? 0.003 : 0.999, k % 2 == 0 ? 0.2 : 0));
    }
    List<PathTrace.Frame> frames = new ArrayList<>();
    for (int k = 0; k < 9; k++) {
      frames.add(new PathTrace.Frame(k / 8.0, made.picture().orElseThrow()));
    }
    return new PathTrace(places, frames);
  }
}
