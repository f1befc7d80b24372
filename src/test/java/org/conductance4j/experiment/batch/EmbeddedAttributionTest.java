package org.conductance4j.experiment.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.BaselineDraws;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.Preprocessing;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Attribution of tokens: a score for each number of each token's vector. */
class EmbeddedAttributionTest {

  private static final double[] TOKENS = {0, 3, 4, 1, 2, 2, 0, 4};

  @TempDir private Path folder;
  private LoadedNetwork network;

  @BeforeEach
  void load() throws IOException {
    MultiLayerNetwork made =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new EmbeddingSequenceLayer.Builder().nIn(5).nOut(3).build())
                .layer(new LSTM.Builder().nOut(4).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(5))
                .build());
    made.init();
    ModelSerializer.writeModel(made, folder.resolve("tokens.zip").toFile(), false);
    network = NetworkFile.load(folder.resolve("tokens.zip").toString(), Optional.empty());
  }

  @Test
  void attribute_tokens_scoresTheirVectors() {
    BatchAttribution.Result result = attribute("constant:0");

    assertThat(result.array().shape()).containsExactly(2, 3, 4);
    for (BatchAttribution.Row row : result.rows()) {
      assertThat(row.values().sum()).isCloseTo(row.atInput() - row.atBaseline(), within(1e-4));
    }
  }

  @Test
  void attribute_filesOfEachExample_areReadOnce() {
    Path base = folder.resolve("base.npy");
    Npy.write(base, Tensor.zeros(9, 4));
    Npy.write(folder.resolve("many.npy"), Tensor.zeros(9, 4));
    // Nine examples are more than go together: the last one begins when others are done.
    ProgressListener deleting =
        (stage, fraction) -> {
          try {
            Files.deleteIfExists(base);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };

    BatchAttribution.Result result = attribution(deleting, false).of(input("many.npy", "base.npy"));

    assertThat(base).doesNotExist();
    assertThat(result.rows()).hasSize(9);
  }

  @Test
  void attribute_tokensAsBaseline_tokensThatAreTheSameHaveNoScore() {
    Npy.write(folder.resolve("base.npy"), Tensor.of(new int[] {1, 4}, new double[] {0, 3, 1, 1}));

    double[] first = attribute("base.npy").array().toArray();

    for (int feature = 0; feature < 3; feature++) {
      assertThat(first[feature * 4]).isZero();
      assertThat(first[feature * 4 + 1]).isZero();
      assertThat(first[feature * 4 + 2]).isNotZero();
      assertThat(first[feature * 4 + 3]).isZero();
    }
  }

  @Test
  void attribute_unknownToken_isRefused() {
    assertThatThrownBy(() -> attribute("constant:0", 0, 3, 4, 1, 2, 2, 0, 5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "input: needs tokens, numbers from 0 to 4, got 5.0 at element 3; give what the"
                + " network was trained on");
  }

  @Test
  void networkOfItsOwn_isGivenBackBeforeThePath_withTheSameResults() {
    BatchAttribution.Result expected = attribute("constant:0");
    long bytes = network.weightBytes();

    BatchAttribution.Result found =
        attribution(ProgressListener.SILENT, true).of(input("x.npy", "constant:0"));

    assertThat(found.array().toArray()).containsExactly(expected.array().toArray());
    assertThat(expected.memory().planned() - found.memory().planned()).isEqualTo(bytes);
    assertThat(network.weightBytes()).isEqualTo(bytes);
    assertThatThrownBy(network::graph)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("network: its weights were given back");
  }

  private BatchAttribution.Result attribute(String baseline) {
    return attribute(baseline, TOKENS);
  }

  private BatchAttribution.Result attribute(String baseline, double... tokens) {
    Npy.write(folder.resolve("x.npy"), Tensor.of(new int[] {2, 4}, tokens));
    return attribution(ProgressListener.SILENT, false).of(input("x.npy", baseline));
  }

  private NamedInputs input(String file, String baseline) {
    Inputs.Loaded loaded = Inputs.read(folder.resolve(file), Preprocessing.NONE);
    BaselineDraws from = BaselineDraws.one(Baseline.parse(baseline));
    return new NamedInputs(
        Map.of(
            network.inputNames().get(0),
            new NamedInputs.Part(loaded, from, null, NamedInputs.Asked.NOTHING)));
  }

  private BatchAttribution attribution(ProgressListener progress, boolean releases) {
    AttributionOptions options =
        new AttributionOptions(
            Objective.parse("probability:1@2"),
            null,
            List.of(),
            null,
            folder,
            PathOptions.adaptive(),
            List.of(),
            Precision.FLOAT64,
            null,
            null,
            null);
    return new BatchAttribution(
        new NetworkPrograms(network, PassedAudits.ofEnvironment(), "network", releases),
        Methods.of("integrated-gradients"),
        options,
        MemoryBudget.free(),
        progress);
  }
}
