package org.conductance4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveAreaTest {

  /** Heights 1, 0 at fractions 0, .5 and then 0 to 1: (.25 + 0) / 1. */
  @Test
  void polyline_area_isItsMeanHeight() {
    List<CurvePoint> points = List.of(point("a", 1, 0), point("a", 0.5, 0), point("a", 0, 1));

    CurveArea area = CurveArea.of(points, id -> false).get(0);

    assertThat(area.score()).isCloseTo(0.25, within(1e-15));
    assertThat(area.inside()).isCloseTo(0.5, within(1e-15));
    assertThat(area.distance()).isNull();
  }

  /** Controls of mean height 1, 2 and 3: mean 2, standard deviation 1. */
  @Test
  void ranking_distance_countsTheControlsDeviations() {
    List<CurvePoint> points = new ArrayList<>();
    for (int control = 1; control <= 3; control++) {
      points.add(point("random:" + control, 0, control));
      points.add(point("random:" + control, 0.5, control));
    }
    points.add(point("ours", 0, 7));
    points.add(point("ours", 0.5, 7));

    List<CurveArea> areas = CurveArea.of(points, id -> id.startsWith("random"));

    assertThat(areas).extracting(CurveArea::ranking).endsWith("ours");
    assertThat(areas.get(3).distance()).containsExactly(5.0, 5.0, -5.0, 5.0);
    assertThat(areas.get(0).distance()).containsExactly(-1.0, -1.0, 1.0, -1.0);
  }

  @Test
  void equalControls_distance_isMissing() {
    List<CurvePoint> points = new ArrayList<>();
    for (String ranking : List.of("random:0", "random:1", "ours")) {
      points.add(point(ranking, 0, 1));
      points.add(point(ranking, 0.5, 1));
    }

    assertThat(CurveArea.of(points, id -> id.startsWith("random")).get(2).distance()).isNull();
  }

  private static CurvePoint point(String ranking, double fraction, double height) {
    return new CurvePoint(ranking, fraction, 0, height, 2 * height, -height, height, 0);
  }
}
