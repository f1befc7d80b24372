package org.conductance4j.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;

/** Names that users give layers, and what becomes of them. */
class OnnxLayersTest {

  private static OnnxWriter weights(String name) {
    return OnnxWriter.floats(name, new int[] {1}, 2);
  }

  private static OnnxWriter graph(String... nodes) {
    OnnxWriter graph = new OnnxWriter();
    String before = "x";
    Set<String> stored = new HashSet<>();
    for (String node : nodes) {
      String[] parts = node.split(" ", -1);
      List<String> read = parts.length > 2 ? List.of(before, parts[2]) : List.of(before);
      before = parts[1] + "_output_0";
      graph.message(1, OnnxWriter.node(parts[0], parts[1], read, before));
      if (parts.length > 2 && stored.add(parts[2])) {
        graph.message(5, weights(parts[2]));
      }
    }
    return graph
        .message(11, OnnxWriter.value("x", 1, 1, 4, 4))
        .message(12, OnnxWriter.value(before, 1, 1, 4, 4));
  }

  private static OnnxLayers layers(OnnxWriter graph) {
    return OnnxModel.read("m.onnx", ByteSource.of(OnnxWriter.model(17, graph)), null).layers();
  }

  private static final OnnxLayers BERT =
      layers(
          graph(
              "Mul /bert/embed/Mul bert.embed.weight",
              "Mul /bert/encoder/layer.0/inner/Mul w0",
              "Tanh /bert/encoder/layer.0/Tanh",
              "Mul /classifier/Mul classifier.weight"));

  @Test
  void moduleTensorAndNode_areAllNames() {
    assertThat(BERT.resolve("bert.encoder.layer.0.inner"))
        .isEqualTo("bert.encoder.layer.0.inner")
        .isEqualTo(BERT.resolve("/bert/encoder/layer.0/inner/Mul_output_0"))
        .isEqualTo(BERT.resolve("/bert/encoder/layer.0/inner/Mul"));
    assertThat(BERT.namesOf("/bert/encoder/layer.0/Tanh_output_0"))
        .containsExactly("bert", "bert.encoder", "bert.encoder.layer.0");
    assertThat(BERT.tensors()).hasSize(4);
  }

  @Test
  void modulesAround_mayBeLeftOutWhereOneFits() {
    assertThat(BERT.resolve("encoder.layer.0")).isEqualTo("bert.encoder.layer.0");
    assertThat(BERT.resolve("module.classifier")).isEqualTo("classifier");
    assertThat(BERT.resolve("embed")).isEqualTo("embed");
    OnnxLayers wrapped = layers(graph("Tanh /model/act/Tanh", "Relu /model/last/Relu"));
    assertThat(wrapped.resolve("act")).isEqualTo("model.act");
    assertThat(wrapped.resolve("model.act")).isEqualTo("model.act");
    OnnxLayers keras = layers(graph("Tanh functional_1/dense/Tanh", "Relu functional_1/out/Relu"));
    assertThat(keras.resolve("dense")).isEqualTo("functional_1/dense");
  }

  @Test
  void nameThatTwoModulesEndWith_isNotGuessed() {
    OnnxLayers twins =
        layers(graph("Tanh /a/block/act/Tanh", "Relu /b/block/act/Relu", "Neg /last/Neg"));

    assertThat(twins.resolve("block.act")).isEqualTo("block.act");
  }

  @Test
  void normalisationThatWasFolded_isRefusedByItsNameToo() {
    OnnxLayers folded =
        layers(
            graph(
                "Conv /stem/conv1/Conv onnx::Conv_9",
                "Relu /stem/relu/Relu",
                "Conv /stem/tail/tail.0/Conv onnx::Conv_10"));

    assertThatThrownBy(() -> folded.resolve("stem.bn1"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "layer 'stem.bn1': must have its output in the file, got no operation of this name; a"
                + " batch normalisation behind 'conv1' is in '/stem/conv1/Conv_output_0', dropout"
                + " and identity leave none");
    assertThatThrownBy(() -> folded.resolve("stem.tail.1"))
        .hasMessageContaining("a batch normalisation behind '0' is in 'stem'");
    assertThatThrownBy(() -> folded.resolve("stem.conv1"))
        .hasMessageContaining("a convolution with the batch normalisation behind it folded in");
    assertThatThrownBy(() -> folded.resolve("stem.rel"))
        .hasMessageEndingWith(
            "got no operation of this name; dropout and identity leave none; did you mean"
                + " 'stem.relu'?");
    assertThatThrownBy(() -> folded.resolve("dropout")).hasMessageContaining("of this name");
  }

  @Test
  void numberedModuleThatEndsInAFoldedConvolution_isRefused() {
    OnnxLayers deep = layers(graph("Conv /conv1/conv1.6/Conv onnx::Conv_9", "Relu /act1/Relu"));

    assertThatThrownBy(() -> deep.resolve("conv1"))
        .hasMessageContaining("'/conv1/conv1.6/Conv_output_0' is the output of both");
  }

  @Test
  void moduleThatRanTwice_isRefused() {
    OnnxLayers twice =
        layers(
            graph(
                "Relu /block/relu/Relu",
                "Mul /block/fc/Mul w",
                "Mul /cell/Mul w",
                "Relu /block/relu_1/Relu",
                "Mul /block/fc_1/Mul v",
                "Mul /cell_1/Mul w"));

    assertThatThrownBy(() -> twice.resolve("block.relu"))
        .hasMessage(
            "layer 'block.relu': must have its output in the file, got several calls of it;"
                + " '/block/relu/Relu_output_0' is the first and 'block.relu_1' the last");
    assertThat(twice.resolve("block.relu_1")).isEqualTo("block.relu_1");
    assertThat(twice.resolve("block.fc")).isEqualTo("block.fc");
    assertThatThrownBy(() -> twice.resolve("cell"))
        .hasMessageContaining("got several calls of it; '/cell/Mul_output_0' is the first");
  }

  @Test
  void moduleOfConstants_isRefused() {
    OnnxWriter graph =
        graph("Relu /last/Relu")
            .message(1, OnnxWriter.node("Tanh", "/position/Tanh", List.of("w"), "p"))
            .message(5, weights("w"));

    assertThatThrownBy(() -> layers(graph).resolve("position"))
        .hasMessageEndingWith(
            "got constants alone; it does not depend on the input: choose another layer");
  }
}
