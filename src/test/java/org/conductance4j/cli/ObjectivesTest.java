package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Every objective on every kind of output, from the command line. */
class ObjectivesTest {

  /** logits (2, 1 + ln 2, −1) at x = (1, 2): z0 = x0 + ½ x1, z1 = x0 + ln 2 · ½ x1, z2 = −x0. */
  private static final double[][] WEIGHTS = {{1, 1, -1}, {0.5, Math.log(2) / 2, 0}};

  @TempDir private static Path folder = Path.of("");

  /** What a run left: its exit code, standard output and standard error. */
  @BeforeAll
  static void writeNetworks() throws IOException {
    for (Activation head :
        new Activation[] {Activation.SOFTMAX, Activation.SIGMOID, Activation.IDENTITY}) {
      MultiLayerNetwork network =
          new MultiLayerNetwork(
              new NeuralNetConfiguration.Builder()
                  .list()
                  .layer(
                      new DenseLayer.Builder()
                          .name("first")
                          .nIn(2)
                          .nOut(2)
                          .activation(Activation.IDENTITY)
                          .build())
                  .layer(
                      new OutputLayer.Builder(LossFunction.MSE)
                          .nIn(2)
                          .nOut(3)
                          .activation(head)
                          .build())
                  .build());
      network.init();
      network.setParam("0_W", Nd4j.eye(2));
      network.setParam("1_W", Nd4j.create(WEIGHTS));
      ModelSerializer.writeModel(network, folder.resolve(head + ".zip").toFile(), false);
    }
    Npy.write(folder.resolve("x.npy"), Tensor.of(new int[] {1, 2}, new double[] {1, 2}));
    Npy.write(folder.resolve("far.npy"), Tensor.of(new int[] {1, 2}, new double[] {40, 0}));
    Files.writeString(folder.resolve("labels.txt"), "street\ncar, parked\ntraffic light\n");
  }

  private static Ended attribute(String head, String objective, String input, String... more) {
    String[] args = {
      "attribute", folder.resolve(head + ".zip").toString(),
      "--input", folder.resolve(input).toString(),
      "--labels", folder.resolve("labels.txt").toString(),
      "--objective", objective,
      "--method", "integrated-gradients",
      "--out", folder.resolve("out.npy").toString()
    };
    String[] all = new String[args.length + more.length];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Ended.run(all);
  }

  /** e² = 7.38906, 2e = 5.43656, e⁻¹ = 0.36788: the softmax’s sum is 13.19350. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SOFTMAX|probability:street|0.56005|0.33333",
        "SOFTMAX|probability:predicted|0.56005|0.33333",
        "SOFTMAX|logit:car, parked|1.69315|0",
        "SOFTMAX|log-probability:0|-0.57972|-1.09861",
        "SOFTMAX|margin:street,traffic light|3|0",
        "SOFTMAX|margin:car, parked,predicted|-0.30685|0",
        "SIGMOID|probability:0|0.88080|0.5",
        "SIGMOID|logit:predicted|2|0",
        "SIGMOID|log-probability:traffic light|-1.31326|-0.69315",
        "SIGMOID|margin:0,1|0.30685|0",
        "IDENTITY|probability:0|2|0",
        "IDENTITY|logit:traffic light|-1|0",
        "IDENTITY|margin:street,car, parked|0.30685|0"
      })
  void objective_onAnOutput_isReadAsTheWordsSay(
      String head, String objective, double atInput, double atBaseline) throws IOException {
    Ended ran = attribute(head, objective, "x.npy");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    JsonNode line = new ObjectMapper().readTree(ran.out());
    assertThat(line.get("at_input").asDouble()).isCloseTo(atInput, within(1e-5));
    assertThat(line.get("at_baseline").asDouble()).isCloseTo(atBaseline, within(1e-5));
    assertThat(line.get("sum").asDouble()).isCloseTo(atInput - atBaseline, within(3e-3));
  }

  @Test
  void logProbability_ofALinearOutput_isRefusedInOneLine() {
    assertThat(attribute("IDENTITY", "log-probability:1", "x.npy"))
        .isEqualTo(
            new Ended(
                2,
                "",
                "--objective: log-probability needs a network that ends in softmax or sigmoid, got"
                    + " a linear output; choose logit:1\n"));
  }

  @Test
  void saturatedProbability_isWarnedOfOnce_logitIsNot() {
    Ended saturated = attribute("SOFTMAX", "log-probability:1", "far.npy");
    Ended sigmoid = attribute("SIGMOID", "probability:2", "far.npy");
    Ended logit = attribute("SIGMOID", "logit:2", "far.npy");

    assertThat(saturated.err()).isEmpty();
    assertThat(sigmoid.code()).isZero();
    assertThat(sigmoid.err())
        .matches(
            "warning: the probability is saturated at the input and along 6\\d % of the path,"
                + " within its rounding \\(9\\.5e-07\\) of 0 or 1: its gradient there is lost in"
                + " noise; consider logit:2, which does not saturate\\R");
    assertThat(logit.err()).isEmpty();
  }
}
