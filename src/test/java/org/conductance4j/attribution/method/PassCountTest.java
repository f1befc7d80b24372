package org.conductance4j.attribution.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.SmallNetworks;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** What conductance costs does not depend on the number of neurons. */
class PassCountTest {

  @ParameterizedTest
  @ValueSource(strings = {LayerConductance.ID, RegionalConductance.ID})
  void millionNeurons_passes_areThoseOfAThousand(String method) {
    Attribution thousand = attribution(method, 10, 10);
    Attribution million = attribution(method, 100, 100);

    assertThat(thousand.values().length()).isEqualTo(1_000);
    assertThat(million.values().length()).isEqualTo(1_000_000);
    assertThat(million.path().passes())
        .isEqualTo(thousand.path().passes())
        .isEqualTo(new Passes(6, 4, method.equals(LayerConductance.ID) ? 4 : 8));
    assertThat(million.values().toArray()).doesNotContain(Double.NaN);
  }

  private static Attribution attribution(String method, int size, int channels) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(1, 1)
                        .name("wide")
                        .nOut(channels)
                        .activation(Activation.RELU)
                        .build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(size, size, 1))
                .build());
    network.init();
    Program program = Dl4jLowering.lower(network, Precision.FLOAT32, 1, size, size);
    double[] x = new double[size * size];
    Arrays.fill(x, 1);
    ResolvedQuestion question =
        SmallNetworks.question(program, "probability:0", x, new double[x.length])
            .withLayer(program.layer("wide"))
            .withRegions(List.of(Region.box(program.inputShape(), 0, 5, 0, 5)))
            .withBatch(1)
            .withPath(PathOptions.fixed(PathRule.MIDPOINT, 4));
    return Methods.of(method).attribute(question, ProgressListener.SILENT);
  }
}
