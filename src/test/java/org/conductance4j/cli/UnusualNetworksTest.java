package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.model.NetworkFile;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/** Networks that read grey pictures, and those saved in half precision. */
class UnusualNetworksTest {

  private static final int ROWS = 9;
  private static final int COLUMNS = 8;

  @TempDir private Path folder = Path.of("");

  /** Levels by PIL's convert("L"), which takes 19595, 38470 and 7471 parts of 65536. */
  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void colourPictureForAGreyNetwork_attributed_isTheArrayOfItsLuminance(CNN2DFormat format)
      throws IOException {
    Path network = save(network(format, DataType.FLOAT), format);
    boolean last = format == CNN2DFormat.NHWC;
    int[] shape = last ? new int[] {1, ROWS, COLUMNS, 1} : new int[] {1, 1, ROWS, COLUMNS};
    Path x = folder.resolve("x.npy");
    Npy.write(x, Tensor.of(shape, picture()));

    Tensor ofPicture = attribute(network, folder.resolve("picture.png"));

    assertSame(ofPicture, attribute(network, x), 1e-6);
    assertThat(ofPicture.shape()).isEqualTo(shape);
    Tensor white = attribute(network, folder.resolve("picture.png"), "--baseline", "white");
    assertSame(white, attribute(network, x, "--baseline", "constant:1"), 1e-6);
  }

  @ParameterizedTest
  @EnumSource(CNN2DFormat.class)
  void experimentOnAGreyNetwork_run_isReported(CNN2DFormat format) throws IOException {
    save(network(format, DataType.FLOAT), format);
    picture();
    Path config =
        Files.writeString(
            folder.resolve("grey.yaml"),
            """
            experiment: grey
            model: {weights: net.zip}
            input: {image: picture.png}
            objective: logit:1
            baseline: blur:2
            layer: layer0
            region: box:2,5,1,7
            rankings: [regional-conductance]
            fractions: [0, 0.1]
            replacement: zero
            seed: 1
            """);
    Path out = folder.resolve("out");

    Ended ended = run("run", config.toString(), "--quiet", "--out", out.toString());

    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(out.resolve("figures/path.png")).isNotEmptyFile();
  }

  @Test
  void severalMeansForAGreyNetwork_run_areRefused() throws IOException {
    save(network(CNN2DFormat.NHWC, DataType.FLOAT), CNN2DFormat.NHWC);
    picture();
    Path config =
        Files.writeString(
            folder.resolve("grey.yaml"),
            """
            experiment: grey
            model: {weights: net.zip}
            input: {image: picture.png, mean: [0.1, 0.2, 0.3], std: [1, 1, 1]}
            objective: logit:1
            layer: layer0
            rankings: [layer-conductance]
            fractions: [0, 0.1]
            """);

    Ended ended = run("run", config.toString(), "--quiet", "--out", folder + "/out");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains("mean: must be one number for a network that reads grey pictures")
        .hasLineCount(1);
  }

  /** DL4J's own conversion to float32 is what is explained: the same weights, to the last bit. */
  @Test
  void networkInHalfPrecision_attributed_isThatOfItsWeightsInFloat32() throws IOException {
    MultiLayerNetwork single = network(CNN2DFormat.NCHW, DataType.FLOAT);
    MultiLayerNetwork half = single.convertDataType(DataType.FLOAT16);
    Path x = folder.resolve("x.npy");
    Npy.write(x, Tensor.of(new int[] {1, 1, ROWS, COLUMNS}, picture()));

    Tensor found = attribute(save(half, CNN2DFormat.NCHW), x);

    MultiLayerNetwork rounded = half.convertDataType(DataType.FLOAT);
    assertThat(found).isEqualTo(attribute(save(rounded, CNN2DFormat.NCHW), x));
    assertThat(found).isNotEqualTo(attribute(save(single, CNN2DFormat.NCHW), x));
  }

  /** Writes a picture of colours and gives its luminance, from 0 to 1. */
  private double[] picture() throws IOException {
    BufferedImage image = new BufferedImage(COLUMNS, ROWS, BufferedImage.TYPE_INT_RGB);
    double[] grey = new double[ROWS * COLUMNS];
    for (int i = 0; i < grey.length; i++) {
      int red = i * 37 % 256;
      int green = i * 91 % 256;
      int blue = i * 53 % 256;
      grey[i] = ((red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16) / 255.0;
      image.setRGB(i % COLUMNS, i / COLUMNS, (red << 16) | (green << 8) | blue);
    }
    ImageIO.write(image, "png", folder.resolve("picture.png").toFile());
    return grey;
  }

  private Path save(MultiLayerNetwork network, CNN2DFormat format) {
    boolean last = format == CNN2DFormat.NHWC;
    int[] shape = last ? new int[] {ROWS, COLUMNS, 1} : new int[] {1, ROWS, COLUMNS};
    Path file = folder.resolve("net.zip");
    NetworkFile.save(network, shape, file);
    return file;
  }

  private static MultiLayerNetwork network(CNN2DFormat format, DataType type) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(type)
            .list()
            .layer(
                new ConvolutionLayer.Builder(3, 3)
                    .nOut(4)
                    .activation(Activation.RELU)
                    .dataFormat(format)
                    .build())
            .layer(new GlobalPoolingLayer())
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(ROWS, COLUMNS, 1, format))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private Tensor attribute(Path network, Path x, String... options) {
    Path out = folder.resolve("out.npy");
    String[] all = Arrays.copyOf(ATTRIBUTE, ATTRIBUTE.length + 6 + options.length);
    String[] files = {"--input", x.toString(), "--out", out.toString(), "--steps", "8"};
    System.arraycopy(files, 0, all, ATTRIBUTE.length, files.length);
    System.arraycopy(options, 0, all, ATTRIBUTE.length + files.length, options.length);
    all[1] = network.toString();
    Ended ended = run(all);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    return Npy.read(out);
  }

  private static final String[] ATTRIBUTE = {
    "attribute",
    "",
    "--objective",
    "logit:1",
    "--method",
    "integrated-gradients",
    "--rule",
    "midpoint"
  };

  private static void assertSame(Tensor found, Tensor expected, double tolerance) {
    double scale = Arrays.stream(expected.toArray()).map(Math::abs).max().orElseThrow();
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.toArray()).containsExactly(expected.toArray(), within(tolerance * scale));
  }
}
