package org.conductance4j.experiment.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

class InputsTest {

  @TempDir private Path folder = Path.of("");

  private Path archive(String... names) throws IOException {
    Path array = folder.resolve("x.npy");
    Npy.write(array, Tensor.of(new int[] {1, 2}, new double[] {3, 4}));
    Path file = folder.resolve("x.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(array));
      }
    }
    return file;
  }

  /** DL4J's networks for MNIST read pictures of one channel row by row. */
  @ParameterizedTest
  @CsvSource({"1, true", "3, false"})
  void pictures_ofAFlatNetwork_areGreyIfItHasOneChannel(int channels, boolean grey) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutionalFlat(6, 6, channels))
                .build());
    network.init();
    Path file = folder.resolve("flat.zip");
    NetworkFile.save(network, file);

    LoadedNetwork loaded = NetworkFile.load(file.toString(), Optional.empty());

    assertThat(loaded.pictureShape()).hasValue(new int[] {channels, 6, 6});
    assertThat(Inputs.preprocessing(loaded).grey()).isEqualTo(grey);
  }

  @Test
  void archiveOfOneArray_isRead() throws IOException {
    assertThat(Inputs.array(archive("arr_0.npy")).values())
        .isEqualTo(Tensor.of(new int[] {1, 2}, new double[] {3, 4}));
  }

  @Test
  void archiveOfTwoArrays_isRefused() throws IOException {
    Path file = archive("a.npy", "b.npy");

    assertThatThrownBy(() -> Inputs.array(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(": must hold one array, got [/")
        .hasMessageEndingWith("; save one with numpy.save");
  }

  @Test
  void otherBytes_areRefusedInOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("x.npz"), "no archive");

    assertThatThrownBy(() -> Inputs.array(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file + ": must be ");
  }
}
