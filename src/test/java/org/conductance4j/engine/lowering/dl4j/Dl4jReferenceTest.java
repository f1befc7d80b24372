package org.conductance4j.engine.lowering.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Chains;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.audit.Audit;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Dl4jReferenceTest {

  private static final int[] SHAPE = {2, 7, 6};

  @Test
  void name_hasTheVersionOfTheBuild() throws IOException {
    String version = Dl4jReference.NAME.substring("DL4J ".length());

    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<dl4j.version>" + version + "</dl4j.version>");
  }

  static Stream<Layer> dilatedLayers() {
    return Stream.of(
        new ConvolutionLayer.Builder(2, 2).nOut(3).dilation(2, 2).build(),
        new SubsamplingLayer.Builder(2, 2).stride(1, 1).dilation(2, 2).build());
  }

  /** DL4J runs neither rightly in float32: the audit must not blame the engine for it. */
  @ParameterizedTest
  @MethodSource("dilatedLayers")
  void output_ofDilatedWindows_isThatOfFloat64(Layer dilated) {
    ComputationGraph graph =
        chain(new FrozenLayer(dilated), new OutputLayer.Builder().nOut(4).build());
    Program program = Dl4jLowering.lower(graph, Precision.FLOAT32, SHAPE);

    assertThat(NetworkOracle.audit(graph, program, Audit.probe(SHAPE)).forward()).isLessThan(1e-5);
  }

  @Test
  void activation_ofALayer_isItsOwn_andOfAnUnknownOneEmpty() {
    Dl4jReference reference = new Dl4jReference(chain(new DenseLayer.Builder().nOut(4).build()));
    List<Tensor> examples = List.of(Audit.probe(SHAPE));

    assertThat(reference.activation("layer0", examples).orElseThrow())
        .isEqualTo(reference.output("layer0", examples).orElseThrow())
        .hasSize(4);
    assertThat(reference.activation("layer1", examples)).isEmpty();
  }

  private static ComputationGraph chain(Layer... layers) {
    return Chains.graph(InputType.convolutional(SHAPE[1], SHAPE[2], SHAPE[0]), 3, layers);
  }
}
