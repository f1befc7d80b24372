package org.conductance4j.experiment.input;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipError;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.data.FeatureTable;
import org.conductance4j.data.Vocabulary;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.model.Images;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
import org.conductance4j.model.onnx.OnnxType;
import org.conductance4j.model.onnx.OnnxValue;
import org.conductance4j.scene.Scene;

/** Turns files and scenes into what a network takes. */
public final class Inputs {

  private static final String ARCHIVE = ".npz";

  /** The part of the heap that an array in an archive may take, while it is read. */
  private static final long MOST_SHARE = 4;

  private Inputs() {}

  /**
   * One input as a network takes it.
   *
   * @param values one example of a picture in the network's order of axes; of an array what it
   *     holds, whose first axis is the batch
   * @param scale what its numbers mean
   * @param picture (3, row, column) in [0, 1], the picture before normalisation; empty for an array
   */
  public record Loaded(Tensor values, InputScale scale, Optional<Tensor> picture) {}

  /**
   * How pictures become a network's input. The architecture decides, else they stay as they are.
   * They get the order of axes of the first input, and are grey if that has one channel.
   *
   * @param network the network
   * @return the preprocessing
   */
  public static Preprocessing preprocessing(LoadedNetwork network) {
    boolean last = NetworkLowering.readsChannelsLast(network);
    Optional<int[]> shape = network.pictureShape();
    boolean bytes =
        network.onnx().map(model -> model.graph().inputs()).stream()
            .flatMap(List::stream)
            .limit(1)
            .anyMatch(input -> input.type() == OnnxType.UINT8);
    return network
        .preprocessing()
        .orElse(bytes ? Preprocessing.BYTES : Preprocessing.NONE)
        .withChannelsLast(last)
        .withGrey(shape.filter(axes -> axes[last ? 2 : 0] == 1).isPresent());
  }

  /**
   * Reads a picture or an array by its name: {@code .npy} is an array, anything else a picture.
   *
   * @param file the file
   * @param preprocessing how a picture becomes the network's input
   * @return the input
   * @throws InvalidInputException if the file is missing, damaged, or holds NaN
   */
  public static Loaded read(Path file, Preprocessing preprocessing) {
    return isArray(file) ? array(file) : image(file, preprocessing);
  }

  /**
   * Whether a file is taken for an array.
   *
   * @param file the file
   * @return true for {@code .npy}, and for {@code .npz} with one array
   */
  public static boolean isArray(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".npy") || name.endsWith(ARCHIVE);
  }

  /**
   * Reads an array.
   *
   * @param file {@code .npy}, or {@code .npz} with one array
   * @return the input
   * @throws InvalidInputException if the file is missing, damaged, or holds NaN
   */
  public static Loaded array(Path file) {
    boolean packed = file.toString().toLowerCase(Locale.ROOT).endsWith(ARCHIVE);
    Tensor values = packed ? packed(file) : Npy.readFinite(file);
    return new Loaded(values, new InputScale.Array(), Optional.empty());
  }

  private static Tensor packed(Path file) {
    try (FileSystem archive = FileSystems.newFileSystem(file);
        Stream<Path> entries = Files.list(archive.getPath("/"))) {
      List<Path> arrays = entries.toList();
      if (arrays.size() != 1) {
        throw InvalidInputException.of(
            file.toString(),
            "must hold one array",
            arrays.stream().map(Path::toString).toList(),
            "save one with numpy.save");
      }
      long bytes = Files.size(arrays.get(0));
      if (bytes > Runtime.getRuntime().maxMemory() / MOST_SHARE) {
        throw InvalidInputException.of(
            file.toString(), "must fit the heap", bytes + " bytes", "save it with numpy.save");
      }
      return Npy.readFinite(arrays.get(0));
    } catch (ProviderNotFoundException | ZipError e) {
      throw new InvalidInputException(
          file + ": must be an archive of arrays, got another format; save it again", e);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  /**
   * Reads a picture.
   *
   * @param file JPEG or PNG
   * @param preprocessing how it becomes the network's input
   * @return the input
   * @throws InvalidInputException if the file is missing or damaged
   */
  public static Loaded image(Path file, Preprocessing preprocessing) {
    return picture(Images.toTensor(preprocessing.fit(Images.read(file))), preprocessing);
  }

  /**
   * Looks up the words of a sentence.
   *
   * @param text the sentence
   * @param vocabulary numbers words
   * @return the words' numbers, (time)
   * @throws InvalidInputException if the text has no word
   */
  public static Loaded text(String text, Vocabulary vocabulary) {
    List<String> words = Vocabulary.words(text);
    if (words.isEmpty()) {
      throw InvalidInputException.of("text", "needs a word", "'" + text + "'", "write a sentence");
    }
    double[] numbers = vocabulary.numbers(words);
    return new Loaded(
        Tensor.of(new int[] {numbers.length}, numbers), new InputScale.Array(), Optional.empty());
  }

  /**
   * Takes a row of a table.
   *
   * @param table the table
   * @param row from 0
   * @return its features, (feature)
   */
  public static Loaded row(FeatureTable table, int row) {
    double[] features = table.row(row);
    List<Double> means = Arrays.stream(table.means()).boxed().toList();
    return new Loaded(
        Tensor.of(new int[] {features.length}, features),
        new InputScale.Row(means),
        Optional.empty());
  }

  /**
   * Takes a scene.
   *
   * @param scene the scene
   * @param preprocessing how its picture becomes the network's input
   * @return the input
   */
  public static Loaded scene(Scene scene, Preprocessing preprocessing) {
    return picture(scene.picture(), preprocessing);
  }

  private static Loaded picture(Tensor picture, Preprocessing preprocessing) {
    return new Loaded(
        preprocessing.normalise(picture),
        new InputScale.Picture(
            preprocessing.channelMeans(),
            preprocessing.channelDeviations(),
            preprocessing.channelsLast()),
        Optional.of(preprocessing.grey() ? threefold(Images.luminance(picture)) : picture));
  }

  /**
   * Repeats a grey picture in three channels, for figures.
   *
   * @param grey (1, row, column)
   * @return (3, row, column)
   */
  public static Tensor threefold(Tensor grey) {
    double[] level = grey.toArray();
    double[] all = new double[3 * level.length];
    for (int channel = 0; channel < 3; channel++) {
      System.arraycopy(level, 0, all, channel * level.length, level.length);
    }
    return Tensor.of(new int[] {3, grey.size(1), grey.size(2)}, all);
  }

  /**
   * What a network's program takes, of one example: for a network that begins with an embedding the
   * vectors of its tokens.
   *
   * @param program the network
   * @param values one example as the network takes it
   * @return the embedding's output where the values are tokens; else the values
   */
  public static Tensor embedded(Program program, Tensor values) {
    return program.embeds() ? program.lookUp(0, values) : values;
  }

  /**
   * Gives an array a leading batch axis where it has the axes of an ONNX file's input itself, none
   * of which can be one of examples.
   *
   * @param network the network
   * @param input the input's name
   * @param loaded what was read for it
   * @return the same with a leading axis of 1, or as it is
   */
  public static Loaded batched(LoadedNetwork network, String input, Loaded loaded) {
    int[] shape = loaded.values().shape();
    List<OnnxValue.Axis> axes = network.onnx().map(model -> model.axes(input)).orElse(null);
    boolean own =
        axes != null
            && loaded.picture().isEmpty()
            && axes.size() == shape.length
            && (shape.length < 2 || axes.get(0).extent() > 1);
    if (!own) {
      return loaded;
    }
    int[] one = new int[Math.max(2, shape.length + 1)];
    Arrays.fill(one, 1);
    System.arraycopy(shape, 0, one, one.length - shape.length, shape.length);
    return new Loaded(loaded.values().reshape(one), loaded.scale(), loaded.picture());
  }

  /**
   * The examples of an array, one for each place on its first axis.
   *
   * @param values (batch, shape of one example)
   * @param where what to name in an error
   * @return the examples, at least one
   * @throws InvalidInputException if there is no batch axis
   */
  public static List<Tensor> examples(Tensor values, String where) {
    int[] given = values.shape();
    if (given.length < 2 || given[0] < 1) {
      throw InvalidInputException.of(
          where, "needs a leading batch axis", "shape " + Arrays.toString(given), "reshape it");
    }
    int[] one = Arrays.copyOfRange(given, 1, given.length);
    int length = Tensor.length(one);
    double[] all = values.toArray();
    List<Tensor> examples = new ArrayList<>();
    for (int n = 0; n < given[0]; n++) {
      examples.add(Tensor.of(one, Arrays.copyOfRange(all, n * length, (n + 1) * length)));
    }
    return examples;
  }

  /**
   * Takes off the batch axis of an array that holds one example.
   *
   * @param values (1, shape of one example)
   * @param where what to name in an error
   * @return the example
   * @throws InvalidInputException if the first axis is not 1
   */
  public static Tensor oneExample(Tensor values, String where) {
    int[] given = values.shape();
    if (given.length < 2 || given[0] != 1) {
      throw InvalidInputException.of(
          where,
          "needs one example with a leading batch axis of 1",
          "shape " + Arrays.toString(given),
          "reshape it");
    }
    return values.reshape(Arrays.copyOfRange(given, 1, given.length));
  }
}
