package org.conductance4j.engine.lowering.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.OutputActivation;
import org.conductance4j.engine.Program;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxWriter;
import org.conductance4j.model.onnx.TokenNetwork;
import org.junit.jupiter.api.Test;

class TokenLookupTest {

  private static final OnnxModel MODEL =
      OnnxModel.read("m.onnx", ByteSource.of(TokenNetwork.file()), null);

  private static final Tensor IDS = Tensor.of(new int[] {4}, new double[] {1, 6, 2, 0});

  private static Program lowered(Tensor ids, double... mask) {
    return OnnxLowering.lowerGiven(
        MODEL,
        Precision.FLOAT64,
        Map.of("ids", ids.shape()),
        Map.of(
            "ids",
            ids,
            "mask",
            Tensor.of(new int[] {mask.length}, mask),
            "types",
            Tensor.zeros(new int[] {4})));
  }

  @Test
  void inputs_ofAToken_areThoseOfTheLargestEmbedding() {
    assertThat(OnnxLowering.explained(MODEL, Set.of(), Set.of())).containsExactly("ids");
    assertThat(OnnxLowering.explained(MODEL, Set.of("ids"), Set.of())).containsExactly("types");
    assertThat(OnnxLowering.explained(MODEL, Set.of(), Set.of("ids", "types")))
        .containsExactly("ids", "types");
    assertThat(OnnxLowering.looksUp(MODEL, "ids")).isTrue();
    assertThat(OnnxLowering.looksUp(MODEL, "mask")).isFalse();
  }

  @Test
  void inputs_thatCannotBeExplained_areRefusedByName() {
    assertThatThrownBy(() -> OnnxLowering.explained(MODEL, Set.of(), Set.of("mask")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "input 'mask': must be real numbers, a picture of bytes, or tokens that an embedding"
                + " looks up, to be explained, got INT64; hold it, or leave its baseline out");
    assertThatThrownBy(() -> OnnxLowering.explained(MODEL, Set.of("ids", "types"), Set.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("network: needs an input that can be explained");
  }

  @Test
  void program_ofTokens_beginsWithTheirVectors() {
    Program program = lowered(IDS, 1, 1, 1, 0);

    assertThat(program.inputShape()).containsExactly(4, 3);
    assertThat(program.embeds()).isTrue();
    assertThat(program.hasTokensFirst(0)).isTrue();
    assertThat(program.head()).isEqualTo(OutputActivation.IDENTITY);
    assertThat(program.leftOut()).isEqualTo(OutputActivation.SOFTMAX);
    double[] vectors = program.embed(1, 6, 2, 0);
    double[] others = program.embed(6, 6, 6, 6);
    assertThat(vectors).hasSize(12);
    assertThat(Arrays.copyOfRange(vectors, 3, 6)).containsExactly(Arrays.copyOf(others, 3));
    Tensor repeated = program.lookUp(0, Tensor.of(new int[] {3}, new double[] {0.5, 1, 2}));
    assertThat(repeated.toArray()).containsExactly(0.5, 1, 2, 0.5, 1, 2, 0.5, 1, 2, 0.5, 1, 2);
  }

  @Test
  void tokens_thatTheEmbeddingLacks_areRefused() {
    Program program = lowered(IDS, 1, 1, 1, 1);

    assertThatThrownBy(() -> program.embed(1, 7, 2, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "input 'ids': needs tokens, numbers from 0 to 6, got 7 at element 1; give what the"
                + " network was trained on");
    assertThatThrownBy(() -> program.embed(1, 2, -1, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("got -1.0 at element 2");
    assertThatThrownBy(() -> lowered(IDS, 1, 0.5, 1, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "input 'mask': needs numbers of the type INT64, got 0.5 at element 1; give what the"
                + " network was trained on");
  }

  @Test
  void bytes_thatOnlyACastReads_areExplainedAsReals() {
    OnnxWriter graph =
        new OnnxWriter()
            .message(
                1,
                OnnxWriter.node("Cast", "c", List.of("x"), "real")
                    .message(5, OnnxWriter.integer("to", 1)))
            .message(1, OnnxWriter.node("Sigmoid", "s", List.of("real"), "y"))
            .message(11, OnnxWriter.value(2, "x", 0, 3, 2, 2))
            .message(12, OnnxWriter.value("y", 0, 3, 2, 2));
    OnnxModel model = OnnxModel.read("m.onnx", ByteSource.of(OnnxWriter.model(13, graph)), null);

    Program program = OnnxLowering.lower(model, Precision.FLOAT64, Map.of());

    assertThat(program.inputShape()).containsExactly(3, 2, 2);
    assertThat(program.embeds()).isFalse();
  }
}
