package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;

class PathRuleTest {

  @Test
  void parse_everyId_isItsRule() {
    assertThat(PathRule.ids())
        .containsExactly(
            "left", "right", "midpoint", "trapezoid", "gauss-legendre", "adaptive", "published");
    for (PathRule rule : PathRule.values()) {
      assertThat(PathRule.parse(rule.id())).isEqualTo(rule);
    }
  }

  @Test
  void parse_unknownId_namesTheKnownOnes() {
    assertThatThrownBy(() -> PathRule.parse("midpiont"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("rule: unknown id, got 'midpiont'; did you mean 'midpoint'?");
  }

  @Test
  void options_numbersOutOfRange_areRefused() {
    assertThatThrownBy(() -> PathOptions.adaptive(0))
        .hasMessage("tolerance: must lie between 0 and 1, got 0.0; the default is 1e-3");
    assertThatThrownBy(() -> PathOptions.fixed(PathRule.LEFT, 0))
        .hasMessage("steps: must lie between 1 and 1048576, got 0; 256 is common");
  }

  @Test
  void options_defaults_areThePublishedContract() {
    PathOptions options = PathOptions.adaptive();

    assertThat(options.tolerance()).isEqualTo(1e-3);
    assertThat(options.maximumNodes()).isEqualTo(1024);
  }
}
