package org.conductance4j.experiment.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  private final Locale before = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "tr-TR", "ar-EG"})
  void anyLocale_format_sameText(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));
    Numbers three = Numbers.withDecimals(3);

    assertThat(three.plain(-1.5373)).isEqualTo("−1.537");
    assertThat(three.plain(-0.0001)).isEqualTo("0.000");
    assertThat(three.signed(0.9052)).isEqualTo("+0.905");
    assertThat(three.signed(0.0001)).isEqualTo("0.000");
    assertThat(three.signed(-0.2)).isEqualTo("−0.200");
    assertThat(Numbers.ofScale(12.3).plain(12.345)).isEqualTo("12.35");
    assertThat(Numbers.ofScale(0.0025).plain(0.0025)).isEqualTo("0.002500");
    assertThat(Numbers.ofScale(123456).plain(123456.4)).isEqualTo("123456");
    assertThat(Numbers.percent(0.906)).isEqualTo("91\u00a0%");
    assertThat(Numbers.percent(0.0351)).isEqualTo("3.5\u00a0%");
    assertThat(Numbers.percent(-0.34)).isEqualTo("−34\u00a0%");
    assertThat(Numbers.fraction(0.01)).isEqualTo("1\u00a0%");
    assertThat(Numbers.fraction(0.0025)).isEqualTo("0.25\u00a0%");
    assertThat(Numbers.fraction(0.07)).isEqualTo("7\u00a0%");
    assertThat(Numbers.fraction(0.5)).isEqualTo("50\u00a0%");
    assertThat(Numbers.fraction(0)).isEqualTo("0\u00a0%");
    assertThat(Numbers.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Numbers.scientific(-2.44e-5)).isEqualTo("−2.4\u00a0·\u00a010⁻⁵");
    assertThat(Numbers.scientific(3e12)).isEqualTo("3.0\u00a0·\u00a010¹²");
    assertThat(Numbers.small(8.4e-4)).isEqualTo("0.00084");
    assertThat(Numbers.small(0.12)).isEqualTo("0.12");
    assertThat(Numbers.small(8e-7)).isEqualTo("8.0\u00a0·\u00a010⁻⁷");
    assertThat(Numbers.small(3.14)).isEqualTo("3.1");
    assertThat(Numbers.duration(4.25)).isEqualTo("4.3\u00a0s");
    assertThat(Numbers.duration(41.3)).isEqualTo("41\u00a0s");
    assertThat(Numbers.duration(200)).isEqualTo("3\u00a0min 20\u00a0s");
  }
}
