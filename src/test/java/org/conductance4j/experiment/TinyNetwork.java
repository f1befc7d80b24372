package org.conductance4j.experiment;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;

/** A seeded network of two convolutions, and pictures, arrays and configs for it. */
public final class TinyNetwork {

  /** Rows and columns of the picture. */
  public static final int SIZE = 12;

  private static final String MODEL = "tiny.zip";

  private TinyNetwork() {}

  /** Writes a network, a picture, an array, labels and a config into a folder. */
  public static Path write(Path folder) {
    try {
      ModelSerializer.writeModel(graph(), folder.resolve(MODEL).toFile(), false);
      writePicture(folder.resolve("picture.png"));
      Npy.write(folder.resolve("batch.npy"), batch());
      Files.writeString(folder.resolve("labels.txt"), "street\ncar\ntraffic light\n");
      return Files.writeString(folder.resolve("tiny.yaml"), config());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ComputationGraph graph() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.RELU)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
            .addLayer("first", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "input")
            .addLayer("second", new ConvolutionLayer.Builder(3, 3).nOut(5).build(), "first")
            .addLayer("pool", new GlobalPoolingLayer.Builder().build(), "second")
            .addLayer(
                "output",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "pool")
            .setOutputs("output")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  private static void writePicture(Path file) throws IOException {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < SIZE * SIZE; i++) {
      image.setRGB(i % SIZE, i / SIZE, random.nextInt(1 << 24));
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private static Tensor batch() {
    Random random = new Random(4);
    double[] values = random.doubles(2 * 3 * SIZE * SIZE).toArray();
    return Tensor.of(new int[] {2, 3, SIZE, SIZE}, values);
  }

  /** The config, line by line. */
  public static String config() {
    return """
    experiment: tiny
    model: {weights: tiny.zip}
    labels: labels.txt
    input: {image: picture.png}
    objective: probability:traffic light
    baseline: black
    layer: first
    region: box:2,7,3,9
    path: {rule: adaptive, tolerance: 1e-3}
    rankings: [regional-conductance, layer-conductance, {random: {seeds: [0, 1]}}]
    fractions: [0, 0.05, 0.5]
    seed: 1
    """;
  }

  /** A text with a line of the config replaced. */
  public static String configWith(int line, String text) {
    String[] lines = config().split("\n", -1);
    lines[line - 1] = text;
    return String.join("\n", lines);
  }
}
