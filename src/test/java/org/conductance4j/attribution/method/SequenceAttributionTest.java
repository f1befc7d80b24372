package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.attribution.SmallNetworks.explain;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.attribution.path.PathNodes;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Attribution through recurrent layers against differences of DL4J's own forward pass. Tolerances,
 * as parts of F(x) − F(x′) and measured with seeds 0–2: 1e-8 an element (the differences' own
 * error), 1e-12 for the laws that hold for any quadrature.
 */
class SequenceAttributionTest {

  private static final int FEATURES = 3;
  private static final int TIME = 4;
  private static final int CLASSES = 3;
  private static final int[] SHAPE = {FEATURES, TIME};
  private static final int NODES = 4;

  @ParameterizedTest
  @CsvSource({"0,layer0,probability:1", "1,layer0,probability:2@1", "2,layer1,'margin:0,2'"})
  void explain_recurrentLayer_isTheSlowIntegral(long seed, String layer, String objective) {
    MultiLayerNetwork network = network(seed);
    Program program = Dl4jLowering.lower(network, Precision.FLOAT64, SHAPE);
    double[] x = new SplittableRandom(seed).doubles(FEATURES * TIME, -1, 1).toArray();
    double[] baseline = new double[x.length];
    Arrays.fill(baseline, 0.25);
    boolean[] inside = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      inside[i] = i % TIME >= 2;
    }
    Readout readout = Objective.parse(objective).resolve(program, List.of(), x);
    ResolvedQuestion question =
        ResolvedQuestion.of(program, readout, Tensor.of(SHAPE, x), Tensor.of(SHAPE, baseline))
            .withLayer(program.layer(layer))
            .withRegions(List.of(region(inside)))
            .withPath(PathOptions.fixed(PathRule.GAUSS_LEGENDRE, NODES));

    Explanation explanation = explain(question);

    Reference reference = new Reference(network, layer.equals("layer0") ? 0 : 1, objective);
    double scale = Math.abs(explanation.change());
    assertThat(explanation.atInput()).isCloseTo(reference.f(x), within(1e-13));
    double[] v = question.direction();
    double[] part = v.clone();
    for (int i = 0; i < v.length; i++) {
      part[i] = inside[i] ? v[i] : 0;
    }
    assertThat(explanation.inputAttribution().toArray())
        .containsExactly(reference.integratedGradients(question, v), within(1e-8 * scale));
    assertThat(explanation.layerConductance().toArray())
        .containsExactly(reference.conductance(question, v), within(1e-8 * scale));
    assertThat(explanation.regionalConductance(0).toArray())
        .containsExactly(reference.conductance(question, part), within(1e-8 * scale));
    assertThat(explanation.ledger().regionalCompleteness()).isLessThan(1e-12);
    assertThat(explanation.ledger().regionAdditivity()).isLessThan(1e-12);
    assertThat(explanation.ledger().bypassShare()).isEqualTo(0);
    Ledger adaptive = explain(question.withPath(PathOptions.adaptive())).ledger();
    assertThat(adaptive.inputCompleteness()).isLessThan(1e-3);
    assertThat(adaptive.conductanceCompleteness()).isLessThan(1e-3);
  }

  /** F, G and H by DL4J's forward pass, and their derivatives by differences of fourth order. */
  private record Reference(MultiLayerNetwork network, int layer, String objective) {

    double f(double... x) {
      return read(activations(x, -1), -1);
    }

    double[] integratedGradients(ResolvedQuestion question, double... v) {
      return integral(
          (alpha) -> {
            double[] gradient = gradient(this::f, question.points(alpha));
            Arrays.setAll(gradient, i -> gradient[i] * v[i]);
            return gradient;
          });
    }

    double[] conductance(ResolvedQuestion question, double... v) {
      return integral(
          (alpha) -> {
            double[] x = question.points(alpha);
            double[] y = activations(x, layer);
            double[] gradient = gradient(at -> read(at, layer), y);
            double[] tangent = slope(step -> activations(moved(x, v, step), layer));
            Arrays.setAll(gradient, j -> gradient[j] * tangent[j]);
            return gradient;
          });
    }

    private static double[] integral(Function<Double, double[]> integrand) {
      PathNodes nodes = PathNodes.of(PathRule.GAUSS_LEGENDRE, NODES);
      double[] sum = new double[0];
      for (int k = 0; k < nodes.count(); k++) {
        double[] term = integrand.apply(nodes.alpha(k));
        sum = k == 0 ? new double[term.length] : sum;
        for (int i = 0; i < term.length; i++) {
          sum[i] += nodes.weight(k) * term[i];
        }
      }
      return sum;
    }

    private static double[] gradient(Function<double[], Double> function, double... x) {
      double[] gradient = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        double[] unit = new double[x.length];
        unit[i] = 1;
        gradient[i] = slope(step -> new double[] {function.apply(moved(x, unit, step))})[0];
      }
      return gradient;
    }

    private static double[] slope(Function<Double, double[]> function) {
      double step = 1e-4;
      double[] one = function.apply(step);
      double[] minusOne = function.apply(-step);
      double[] two = function.apply(2 * step);
      double[] minusTwo = function.apply(-2 * step);
      double[] slope = new double[one.length];
      for (int i = 0; i < slope.length; i++) {
        slope[i] = (8 * (one[i] - minusOne[i]) - (two[i] - minusTwo[i])) / (12 * step);
      }
      return slope;
    }

    private static double[] moved(double[] x, double[] v, double step) {
      double[] moved = x.clone();
      Arrays.setAll(moved, i -> x[i] + step * v[i]);
      return moved;
    }

    /** The activation of a layer, or of the last one for −1. */
    private double[] activations(double[] x, int of) {
      List<INDArray> all = network.feedForward(array(x, FEATURES));
      INDArray found = of < 0 ? all.get(all.size() - 1) : all.get(of + 1);
      return found.dup('c').data().asDouble();
    }

    private double read(double[] values, int of) {
      double[] p = values;
      if (of >= 0) {
        INDArray y = array(values, values.length / TIME);
        p = network.activateSelectedLayers(of + 1, 3, y).dup('c').data().asDouble();
      }
      return switch (objective) {
        case "probability:1" -> p[TIME + 3];
        case "probability:2@1" -> p[2 * TIME + 1];
        case "margin:0,2" -> Math.log(p[3]) - Math.log(p[2 * TIME + 3]);
        default -> throw new IllegalArgumentException(objective);
      };
    }

    private static INDArray array(double[] values, int features) {
      return Nd4j.createFromArray(values).reshape('c', 1, features, TIME);
    }
  }

  @Test
  void resolve_outputsOverTime_readTheLastStep() {
    Program program = Dl4jLowering.lower(network(0), Precision.FLOAT64, SHAPE);
    double[] x = new double[FEATURES * TIME];

    Objective last = Objective.parse("probability:predicted");
    Objective named = Objective.parse("probability:predicted@3");

    assertThat(program.steps()).isEqualTo(TIME);
    assertThat(program.classes()).isEqualTo(CLASSES);
    assertThat(last.resolve(program, List.of(), x)).isEqualTo(named.resolve(program, List.of(), x));
    assertThat(last.resolve(program, List.of(), x).step()).isEqualTo(3);
  }

  @Test
  void resolve_stepBeyondTheLast_isRefused() {
    Program program = Dl4jLowering.lower(network(0), Precision.FLOAT64, SHAPE);

    assertThatThrownBy(
            () -> Objective.parse("probability:1@4").resolve(program, List.of(), new double[12]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("objective: no such time step, got 4; choose one from 0 to 3");
  }

  @Test
  void resolve_stepOfOutputsWithoutTime_isRefused() {
    Program program = SmallNetworks.program(SmallNetworks.tanh());

    assertThatThrownBy(
            () -> Objective.parse("probability:1@0").resolve(program, List.of(), new double[3]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("objective: no such time step, got 0; the outputs have no time, leave it out");
  }

  /** What comes after the step that is read has no share. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void explain_causalNetwork_laterStepsHaveNoShare(int step) {
    MultiLayerNetwork network =
        build(0, list -> list.layer(new LSTM.Builder().nOut(4).build()).layer(output()));
    Program program = Dl4jLowering.lower(network, Precision.FLOAT64, SHAPE);
    double[] x = new SplittableRandom(1).doubles(FEATURES * TIME, -1, 1).toArray();

    ResolvedQuestion question = SmallNetworks.question(program, "logit:1@" + step, x);
    Tensor map = explain(question).inputAttribution();

    for (int i = 0; i < x.length; i++) {
      if (i % TIME > step) {
        assertThat(map.get(i)).isEqualTo(0);
      } else {
        assertThat(map.get(i)).isNotEqualTo(0);
      }
    }
  }

  private static Region region(boolean... inside) {
    double[] mask = new double[inside.length];
    Arrays.setAll(mask, i -> inside[i] ? 1 : 0);
    return Region.mask(SHAPE, Tensor.of(SHAPE, mask));
  }

  private static MultiLayerNetwork network(long seed) {
    return build(
        seed,
        list ->
            list.layer(new LSTM.Builder().nOut(4).build())
                .layer(new SimpleRnn.Builder().nOut(3).build())
                .layer(new Bidirectional(new LSTM.Builder().nOut(2).build()))
                .layer(output()));
  }

  private static RnnOutputLayer output() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork build(
      long seed,
      Function<NeuralNetConfiguration.ListBuilder, NeuralNetConfiguration.ListBuilder> layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(seed + 1)
            .dataType(DataType.DOUBLE)
            .activation(Activation.TANH)
            .list();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers.apply(list).setInputType(InputType.recurrent(FEATURES, TIME)).build());
    network.init();
    network.params().muli(2);
    return network;
  }
}
