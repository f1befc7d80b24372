package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Neuron;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Laws with closed forms: of F = v · (W x) every method by every rule, and the order of the
 * published rule, whose differences are not additive over regions.
 */
class LinearLawsTest {

  private static final int INPUTS = 5;
  private static final int UNITS = 4;
  private static final Offset<Double> EXACT = Offset.offset(1e-11);

  /** A linear network, x, x′ and a region, from a seed. */
  private static final class Linear {
    private final double[][] first = new double[UNITS][];
    private final double[] second;
    private final double[] input;
    private final double[] baseline;
    private final double[] inside;

    Linear(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Arrays.setAll(first, j -> random.doubles(INPUTS, -1, 1).toArray());
      second = random.doubles(UNITS, -1, 1).toArray();
      input = random.doubles(INPUTS, -1, 1).toArray();
      baseline = random.doubles(INPUTS, -1, 1).toArray();
      int always = random.nextInt(INPUTS);
      inside = new double[INPUTS];
      Arrays.setAll(inside, i -> i == always || random.nextBoolean() ? 1 : 0);
    }

    ResolvedQuestion question(PathRule rule) {
      Program program = SmallNetworks.program(SmallNetworks.linear(first, second));
      int[] shape = {INPUTS};
      return SmallNetworks.question(program, "logit:0", input, baseline)
          .withLayer(program.layer("hidden"))
          .withNeurons(List.of(new Neuron(List.of(1))))
          .withRegions(List.of(Region.mask(shape, Tensor.of(shape, inside))))
          .withPath(PathOptions.fixed(rule, 40));
    }

    /** W_ji (x_i − x′_i). */
    double through(int unit, int element) {
      return first[unit][element] * (input[element] - baseline[element]);
    }

    double[] units(double[] of) {
      double[] units = new double[UNITS];
      for (int j = 0; j < UNITS; j++) {
        for (int i = 0; i < INPUTS; i++) {
          units[j] += second[j] * of[i] * through(j, i);
        }
      }
      return units;
    }

    double[] inputs(int from, int to) {
      double[] inputs = new double[INPUTS];
      for (int i = 0; i < INPUTS; i++) {
        for (int j = from; j < to; j++) {
          inputs[i] += second[j] * through(j, i);
        }
      }
      return inputs;
    }
  }

  private static double[] values(AttributionMethod method, ResolvedQuestion question) {
    return method.attribute(question, ProgressListener.SILENT).values().toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void attribute_linearNetworkByAnyRule_isAProductOfWeights(long seed) {
    Linear linear = new Linear(seed);
    double[] ones = new double[INPUTS];
    Arrays.fill(ones, 1);
    double[] own = new double[INPUTS];
    Arrays.setAll(own, i -> linear.through(1, i));
    for (PathRule rule : PathRule.values()) {
      ResolvedQuestion question = linear.question(rule);
      assertThat(values(new RegionalConductance(), question))
          .as("%s", rule)
          .containsExactly(linear.units(linear.inside), EXACT);
      assertThat(values(new LayerConductance(), question))
          .containsExactly(linear.units(ones), EXACT);
      if (rule == PathRule.PUBLISHED) {
        continue;
      }
      assertThat(values(new LayerIntegratedGradients(), question))
          .containsExactly(linear.units(ones), EXACT);
      assertThat(values(new InternalInfluence(), question)).containsExactly(linear.second, EXACT);
      assertThat(values(new IntegratedGradients(), question))
          .containsExactly(linear.inputs(0, UNITS), EXACT);
      assertThat(values(new NeuronConductance(), question))
          .containsExactly(linear.inputs(1, 2), EXACT);
      assertThat(values(new NeuronIntegratedGradients(), question)).containsExactly(own, EXACT);
    }
  }

  /** Twice the steps, half the error and half the gap between two regions and their union. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void regionalConductance_publishedRule_isOfFirstOrderAndNotAdditive(long seed) {
    double[] errors = new double[2];
    double[] gaps = new double[2];
    for (int k = 0; k < 2; k++) {
      PathOptions path = PathOptions.fixed(PathRule.PUBLISHED, 256 << k);
      errors[k] = distance(regional(seed, path, 0), regional(seed, fine(), 0));
      gaps[k] = gap(seed, path);
    }

    assertThat(errors[0] / errors[1]).isBetween(1.9, 2.1);
    assertThat(gaps[0] / gaps[1]).isBetween(1.9, 2.1);
    assertThat(gap(seed, PathOptions.fixed(PathRule.RIGHT, 256))).isLessThan(1e-14);
  }

  private static PathOptions fine() {
    return PathOptions.fixed(PathRule.GAUSS_LEGENDRE, 64);
  }

  private static double gap(long seed, PathOptions path) {
    double[] sum = regional(seed, path, 0);
    double[] rest = regional(seed, path, 1);
    Arrays.setAll(sum, j -> sum[j] + rest[j]);
    return distance(sum, regional(seed, path, 2));
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int j = 0; j < a.length; j++) {
      squares += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return Math.sqrt(squares);
  }

  /** Of the first two elements, of the rest, or of all. */
  private static double[] regional(long seed, PathOptions path, int part) {
    Program program =
        SmallNetworks.program(SmallNetworks.random(seed, Activation.TANH, INPUTS, 6, 4, 3));
    double[] mask = new double[INPUTS];
    Arrays.setAll(mask, i -> part == 2 || (i < 2) == (part == 0) ? 1 : 0);
    int[] shape = {INPUTS};
    ResolvedQuestion question =
        SmallNetworks.question(
                program,
                "probability:1",
                new SplittableRandom(seed).doubles(INPUTS, -1, 1).toArray())
            .withLayer(program.layer("dense1"))
            .withRegions(List.of(Region.mask(shape, Tensor.of(shape, mask))))
            .withPath(path);
    return values(new RegionalConductance(), question);
  }
}
