package org.conductance4j.attribution.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.array.ChannelOrder;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

  private static final InputScale.Picture SCALE =
      new InputScale.Picture(List.of(0.5, 0.25), List.of(0.5, 0.1), false);
  private static final InputScale ARRAY = new InputScale.Array();

  /** (0 − .5)/.5 = −1 and (0 − .25)/.1 = −2.5; (1 − .5)/.5 = 1 and (1 − .25)/.1 = 7.5. */
  @Test
  void of_blackAndWhitePicture_areNormalisedByChannel() {
    Tensor input = picture();

    assertThat(values("black", input, SCALE))
        .containsExactly(-1, -1, -1, -1, -2.5, -2.5, -2.5, -2.5);
    assertThat(values("white", input, SCALE)).containsExactly(1, 1, 1, 1, 7.5, 7.5, 7.5, 7.5);
    assertThat(values("constant:51", input, SCALE)[0]).isCloseTo(-0.6, within(1e-15));
  }

  /** A picture turned, with the baseline made of it, is the baseline of the picture turned. */
  @ParameterizedTest
  @ValueSource(strings = {"black", "constant:51", "blur:1.5", "uniform:5", "maximum-distance"})
  void of_pictureWithItsChannelsLast_isTheSameTurned(String text) {
    Tensor input = picture();
    InputScale last = new InputScale.Picture(SCALE.mean(), SCALE.std(), true);

    Tensor made = Baseline.parse(text).of(ChannelOrder.last(input), last, file -> input);

    assertThat(ChannelOrder.first(made).toArray()).containsExactly(values(text, input, SCALE));
  }

  @Test
  void of_maximumDistance_isTheFarEndOfTheRange() {
    Tensor input =
        Tensor.of(
            new int[] {2, 1, 2},
            new double[] {SCALE.value(0, 100), SCALE.value(0, 200), SCALE.value(1, 10), 7.5});

    assertThat(values("maximum-distance", input, SCALE))
        .containsExactly(SCALE.value(0, 255), SCALE.value(0, 0), SCALE.value(1, 255), -2.5);
    assertThat(
            values("maximum-distance", Tensor.of(new int[] {3}, new double[] {-1, 0.5, 3}), ARRAY))
        .containsExactly(3, 3, -1);
  }

  @Test
  void of_array_isInItsOwnUnits() {
    Tensor input = Tensor.of(new int[] {3}, new double[] {-2, 0, 4});

    assertThat(values("constant:1.5", input, ARRAY)).containsExactly(1.5, 1.5, 1.5);
    assertThat(Arrays.stream(values("uniform:3", input, ARRAY)).boxed())
        .allMatch(v -> v >= -2 && v <= 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniform:5", "gaussian:20,5"})
  void of_randomBaseline_isFixedByItsSeed(String text) {
    Tensor input = picture();

    assertThat(values(text, input, SCALE)).containsExactly(values(text, input, SCALE));
    assertThat(values(text.replace('5', '6'), input, SCALE))
        .isNotEqualTo(values(text, input, SCALE));
  }

  @Test
  void of_gaussian_hasItsSpreadAndStaysWithinPixels() {
    double[] grey = new double[2 * 100 * 100];
    Arrays.setAll(grey, i -> SCALE.value(i / 10_000, 128));
    double[] made = values("gaussian:10,1", Tensor.of(new int[] {2, 100, 100}, grey), SCALE);

    double mean = 0;
    double square = 0;
    for (int i = 0; i < 10_000; i++) {
      double pixel = SCALE.pixel(0, made[i]);
      mean += pixel / 10_000;
      square += (pixel - 128) * (pixel - 128) / 10_000;
    }
    assertThat(mean).isCloseTo(128, within(0.4));
    assertThat(Math.sqrt(square)).isCloseTo(10, within(0.3));
    assertThat(Arrays.stream(values("gaussian:500,1", picture(), SCALE)).boxed())
        .allMatch(v -> v >= -2.5 - 1e-12 && v <= 7.5 + 1e-12);
  }

  /** A blurred point has the Gaussian's shape; blurring keeps the mean, also at the edges. */
  @Test
  void of_blur_spreadsAPointAndKeepsTheMean() {
    double[] point = new double[21 * 21];
    point[10 * 21 + 10] = 1;
    double[] blurred = values("blur:2", Tensor.of(new int[] {1, 21, 21}, point), ARRAY);

    assertThat(Arrays.stream(blurred).sum()).isCloseTo(1, within(1e-12));
    assertThat(blurred[10 * 21 + 12] / blurred[10 * 21 + 10])
        .isCloseTo(Math.exp(-0.5), within(1e-12));
    assertThat(blurred[12 * 21 + 10]).isCloseTo(blurred[10 * 21 + 12], within(1e-15));
    double[] noise = new SplittableRandom(0).doubles(21 * 21).toArray();
    double[] smooth = values("blur:9", Tensor.of(new int[] {1, 21, 21}, noise), ARRAY);
    assertThat(Arrays.stream(smooth).sum()).isCloseTo(Arrays.stream(noise).sum(), within(1e-9));
  }

  @Test
  void of_file_isReadAndChecked() {
    Tensor input = Tensor.zeros(3);
    Baseline baseline = Baseline.parse("grey.npy");

    assertThat(baseline.isFile()).isTrue();
    assertThat(baseline.of(input, ARRAY, name -> Tensor.of(new int[] {3}, new double[] {1, 2, 3})))
        .isEqualTo(Tensor.of(new int[] {3}, new double[] {1, 2, 3}));
    assertThatThrownBy(() -> baseline.of(input, ARRAY, name -> Tensor.zeros(4)))
        .hasMessage(
            "baseline: needs the input's shape [3], got [4] in 'grey.npy'; make it from a picture"
                + " or array of the same size");
  }

  @Test
  void of_blackArray_isRefused() {
    assertThatThrownBy(() -> values("black", Tensor.zeros(3), ARRAY))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("baseline: an array has no black, got 'black'; choose constant:V");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "blak|baseline: unknown kind, got 'blak'; did you mean 'black'?",
        "constant|baseline: needs a number after its name, got 'constant'; write black, white,"
            + " constant:V, blur:SIGMA, uniform:SEED, gaussian:SIGMA,SEED, maximum-distance, pad,"
            + " mask, text:FILE or a file",
        "blur:1e9|baseline: needs a sigma of at most 1000 pixels, got 'blur:1e9'; write black,"
            + " white, constant:V, blur:SIGMA, uniform:SEED, gaussian:SIGMA,SEED, maximum-distance,"
            + " pad, mask, text:FILE or a file",
        "blur:0|baseline: needs a sigma above 0, got 'blur:0'; write black, white, constant:V,"
            + " blur:SIGMA, uniform:SEED, gaussian:SIGMA,SEED, maximum-distance, pad, mask,"
            + " text:FILE or a file"
      })
  void parse_badBaseline_saysWhatIsWrong(String text, String message) {
    assertThatThrownBy(() -> Baseline.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static Tensor picture() {
    double[] values = new double[8];
    Arrays.setAll(values, i -> SCALE.value(i / 4, 30 * i));
    return Tensor.of(new int[] {2, 2, 2}, values);
  }

  private static double[] values(String text, Tensor input, InputScale scale) {
    return Baseline.parse(text)
        .of(
            input,
            scale,
            name -> {
              throw new AssertionError(name);
            })
        .toArray();
  }
}
