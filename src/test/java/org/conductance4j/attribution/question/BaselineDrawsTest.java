package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineDrawsTest {

  private static final InputScale ARRAY = new InputScale.Array();
  private static final Tensor INPUT = Tensor.of(new int[] {3}, new double[] {1, 5, 2});

  private static List<Tensor> files(String file) {
    return List.of(Tensor.zeros(3), INPUT, Tensor.of(new int[] {3}, new double[] {7, 7, 7}));
  }

  @Test
  void of_kindsInTurn_raisesTheSeeds() {
    List<Tensor> drawn =
        BaselineDraws.parse("draws:4;uniform:8;constant:2")
            .of(INPUT, ARRAY, BaselineDrawsTest::files);

    assertThat(drawn)
        .containsExactly(
            single("uniform:8"), single("constant:2"), single("uniform:9"), single("constant:2"));
    assertThat(drawn.get(0)).isNotEqualTo(drawn.get(2));
  }

  @Test
  void of_fileOfSeveral_takesThemInOrder() {
    assertThat(BaselineDraws.parse("draws:2;a.npy").of(INPUT, ARRAY, BaselineDrawsTest::files))
        .isEqualTo(files("a.npy").subList(0, 2));
    assertThat(BaselineDraws.parse("a.npy").of(INPUT, ARRAY, BaselineDrawsTest::files))
        .isEqualTo(files("a.npy"));
  }

  @Test
  void of_noNumber_drawsARandomKindSixteenTimes() {
    assertThat(BaselineDraws.parse("gaussian:0.5,1").of(INPUT, ARRAY, BaselineDrawsTest::files))
        .hasSize(16)
        .doesNotHaveDuplicates();
    assertThat(BaselineDraws.parse("constant:1").of(INPUT, ARRAY, BaselineDrawsTest::files))
        .hasSize(1);
    assertThat(
            BaselineDraws.one(Baseline.parse("uniform:1"))
                .of(INPUT, ARRAY, BaselineDrawsTest::files))
        .containsExactly(single("uniform:1"));
  }

  private static Tensor single(String text) {
    return Baseline.parse(text).of(INPUT, ARRAY, file -> INPUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "draws:x;uniform:1|baseline: a distribution needs a number of draws, got",
        "draws:3|baseline: a distribution needs a baseline to draw, got 'draws:3'",
        "draws:1;uniform:1;constant:0|baseline: a distribution needs a draw for each baseline, got",
        "draws:2;unifrm:1|baseline: unknown kind, got 'unifrm:1'; did you mean 'uniform'?",
      })
  void parse_otherForm_isRefused(String text, String message) {
    assertThatThrownBy(() -> BaselineDraws.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
  }
}
