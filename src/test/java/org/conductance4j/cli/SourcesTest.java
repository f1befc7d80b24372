package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.conductance4j.cli.Ended.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of every source on the command line, good ones and bad ones. */
class SourcesTest {

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"keras-sequential", "keras-functional"})
  void kerasNetwork_convertedAndAttributed_isTheSame(String name) throws IOException {
    Path keras = copy(name + ".h5");
    Path x = copy(name + "-input.npy");
    Path zip = folder.resolve("net.zip");
    assertThat(run("convert", keras.toString(), "--out", zip.toString()).code()).isZero();

    Tensor direct = attribute(keras, x, "--region", "box:2,5,1,7");
    Tensor converted = attribute(zip, x, "--region", "box:2,5,1,7");

    assertThat(direct).isEqualTo(converted);
    assertThat(run("layers", zip.toString()).out()).contains("classes");
  }

  /** A box of pixels is the same elements as a mask of the input's own shape. */
  @Test
  void regionOfKerasNetwork_asBoxOrMasks_isTheSame() throws IOException {
    Path keras = copy("keras-sequential.h5");
    Path x = copy("keras-sequential-input.npy");
    double[] whole = new double[9 * 8 * 3];
    double[] plane = new double[9 * 8];
    for (int row = 2; row < 5; row++) {
      for (int column = 1; column < 7; column++) {
        plane[row * 8 + column] = 1;
        for (int channel = 0; channel < 3; channel++) {
          whole[(row * 8 + column) * 3 + channel] = 1;
        }
      }
    }
    Npy.write(folder.resolve("whole.npy"), Tensor.of(new int[] {9, 8, 3}, whole));
    Npy.write(folder.resolve("plane.npy"), Tensor.of(new int[] {9, 8}, plane));

    Tensor box = attribute(keras, x, "--region", "box:2,5,1,7");

    assertThat(attribute(keras, x, "--region", "mask:" + folder.resolve("whole.npy")))
        .isEqualTo(box);
    assertThat(attribute(keras, x, "--region", "mask:" + folder.resolve("plane.npy")))
        .isEqualTo(box);
  }

  /** A picture is the array of its levels / 255 in the network's own order of axes. */
  @Test
  void pictureForAKerasNetwork_attributed_isItsArray() throws IOException {
    Path keras = copy("keras-functional.h5");
    BufferedImage image = new BufferedImage(8, 9, BufferedImage.TYPE_INT_RGB);
    double[] levels = new double[9 * 8 * 3];
    for (int i = 0; i < levels.length; i++) {
      int level = i * 37 % 256;
      levels[i] = level / 255.0;
      int pixel = i / 3;
      image.setRGB(
          pixel % 8, pixel / 8, image.getRGB(pixel % 8, pixel / 8) | (level << (8 * (2 - i % 3))));
    }
    Path picture = folder.resolve("picture.png");
    ImageIO.write(image, "png", picture.toFile());
    Path x = folder.resolve("x.npy");
    Npy.write(x, Tensor.of(new int[] {1, 9, 8, 3}, levels));

    Tensor ofPicture = attribute(keras, picture, "--region", "box:2,5,1,7");

    assertSame(ofPicture, attribute(keras, x, "--region", "box:2,5,1,7"));
    Path white = folder.resolve("white.npy");
    Npy.write(white, Tensor.of(new int[] {1, 9, 8, 3}, ones(levels.length)));
    assertSame(
        attribute(keras, picture, "--baseline", "white"),
        attribute(keras, x, "--baseline", white.toString()));
  }

  /** An array's file has the levels in float32: 3e-8 of the largest score were measured. */
  private static void assertSame(Tensor found, Tensor expected) {
    double scale = Arrays.stream(expected.toArray()).map(Math::abs).max().orElseThrow();
    assertThat(found.shape()).isEqualTo(expected.shape());
    assertThat(found.toArray()).containsExactly(expected.toArray(), within(1e-6 * scale));
  }

  private static double[] ones(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  @Test
  void pickleThatCallsAFunction_attributed_isRefusedAndNothingRuns() throws IOException {
    Path trace = folder.resolve("trace");
    String pickle = "\u0080\u0002cos\nsystem\nX" + text("touch " + trace) + "\u0085R.";
    Path file = Files.write(folder.resolve("a.pth"), pickle.getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        run("layers", file.toString(), "--architecture", "resnet18"),
        file
            + ": must hold tensors by name and nothing else, got the class os.system; save"
            + " model.state_dict() with torch.save");
    assertThat(trace).doesNotExist();
  }

  @Test
  void unknownArchitectureOrNone_isRefusedWithTheKnownOnes() throws IOException {
    Path file = copy("golden.safetensors");
    assertThat(run("layers", file.toString(), "--architecture", "densenet121").err())
        .startsWith("--architecture: must be a known id, got 'densenet121'; choose of resnet18,")
        .hasLineCount(1);
    assertThat(run("layers", file.toString()).err())
        .startsWith(file + ": PyTorch weights need an architecture, got none; choose of resnet18,")
        .hasLineCount(1);
  }

  /**
   * 300 MB of zeros in 300 kB: the declared size is honest, and beyond what a configuration may
   * have.
   */
  @Test
  void zipBomb_asNetwork_isRefusedInOneLine() throws IOException {
    Path file = folder.resolve("bomb.zip");
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      for (int i = 0; i < 300; i++) {
        zip.write(zeros);
      }
    }
    assertThat(Files.size(file)).isLessThan(400_000);
    assertRefused(
        run("layers", file.toString()),
        file
            + "!/configuration.json: must be at most 67108864 bytes, got 314572800; save the"
            + " network again");
  }

  @Test
  void badFiles_onTheCommandLine_endWithTwoAndOneLine() throws IOException {
    Path cut = folder.resolve("cut.safetensors");
    Files.write(cut, new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'});
    assertRefused(
        run("layers", cut.toString(), "--architecture", "resnet18"),
        cut + ": must be a whole safetensors file, got only 9 bytes; get it again");
    Path keras = copy("keras-sequential.h5");
    Path x = copy("keras-sequential-input.npy");
    Path labels = Files.writeString(folder.resolve("labels.txt"), "one\ntwo\n");
    Path out = folder.resolve("out.npy");
    String[] attribute = {
      "attribute",
      keras.toString(),
      "--input",
      x.toString(),
      "--objective",
      "probability:two",
      "--method",
      "integrated-gradients",
      "--labels",
      labels.toString(),
      "--out",
      out.toString()
    };
    assertRefused(
        run(attribute),
        "--labels: "
            + labels
            + ": needs a line for each of the network's 3 outputs, got 2 lines; name all classes in"
            + " the order of the outputs");
    attribute[3] = copy("cmyk.jpeg").toString();
    assertRefused(
        run(attribute),
        folder.resolve("cmyk.jpeg")
            + ": must be a grey or colour (RGB) picture, got a CMYK JPEG; convert it to RGB");
    assertThat(out).doesNotExist();
  }

  private static void assertRefused(Ended ended, String line) {
    assertThat(ended.err().strip()).endsWith(line).hasLineCount(1);
    assertThat(ended.code()).isEqualTo(2);
  }

  /** By regional conductance where a region is given, else by conductance. */
  private Tensor attribute(Path model, Path x, String... more) {
    Path out = folder.resolve("out.npy");
    Ended ended =
        run(
            "attribute",
            model.toString(),
            "--input",
            x.toString(),
            "--objective",
            "logit:1",
            "--method",
            more[0].equals("--region") ? "regional-conductance" : "layer-conductance",
            "--layer",
            "pool",
            more[0],
            more[1],
            "--rule",
            "midpoint",
            "--steps",
            "4",
            "--out",
            out.toString());
    assertThat(ended.err()).isEmpty();
    return Npy.read(out);
  }

  private static String text(String value) {
    return (char) value.length() + "\u0000\u0000\u0000" + value;
  }

  private Path copy(String name) throws IOException {
    Path target = folder.resolve(name);
    try (InputStream in =
        SourcesTest.class.getResourceAsStream("/org/conductance4j/model/" + name)) {
      Files.copy(in, target);
    }
    return target;
  }
}
