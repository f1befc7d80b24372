package org.conductance4j;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.NativeLimits;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;
import org.conductance4j.engine.backend.NativeMemory;
import org.conductance4j.experiment.batch.NamedInputs;
import org.conductance4j.experiment.batch.NetworkPrograms;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.NetworkInMemory;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * A trained network that can be asked about its predictions.
 *
 * <pre>{@code
 * Network network = Network.open(Path.of("network.zip"));
 * Question light = network.ask(Path.of("scene.png"), "probability:predicted").at("stage2");
 * Attribution scores = light.within("box:9,30,29,38").attribute("regional-conductance");
 * }</pre>
 *
 * <p>It keeps a copy of the weights for each precision that is asked for. Before the first answer
 * of each copy, the forward pass is compared with DL4J's and the derivatives with each other; on a
 * mismatch {@link InvalidInputException} names the layer. If the environment variable {@code
 * CONDUCTANCE4J_CACHE} names a folder, passed audits of files are remembered there. Safe for
 * several threads.
 */
public final class Network {

  static {
    NativeLimits.lift();
  }

  private final NetworkPrograms programs;
  private final @Nullable Path classNames;

  Network(NetworkPrograms programs, @Nullable Path classNames) {
    this.programs = programs;
    this.classNames = classNames;
  }

  /**
   * {@return the network in a file that holds a whole one: a DL4J zip of either network class, or a
   * Keras {@code .h5}} The content decides what a file is, not its name.
   *
   * @param file the file; after {@code !/} the path may lead into an archive
   * @throws InvalidInputException if the file is missing, damaged or of another kind, or holds NaN
   *     or infinite weights
   */
  public static Network open(Path file) {
    return of(NetworkFile.load(file.toString(), Optional.empty()));
  }

  /**
   * {@return the network of PyTorch weights, {@code .pth} or {@code .safetensors}}
   *
   * @param file the file; after {@code !/} the path may lead into an archive
   * @param architecture what the weights belong to, such as {@code resnet50}
   * @throws InvalidInputException as for {@link #open(Path)}, or if there is no such architecture
   *     or the weights do not fit it
   */
  public static Network open(Path file, String architecture) {
    return of(NetworkFile.load(file.toString(), Optional.of(architecture)));
  }

  /**
   * {@return a DL4J graph as a network; its weights must not change from the first question on}
   *
   * @param graph trained; runs forward passes, is not modified
   * @throws InvalidInputException if it is not initialised, or has NaN or infinite weights
   */
  public static Network of(ComputationGraph graph) {
    return of(NetworkInMemory.of(graph));
  }

  /**
   * {@return a sequential DL4J network, whose layers are found by their names and by their places}
   *
   * @param network trained; its weights are copied
   * @throws InvalidInputException if it is not initialised, or has NaN or infinite weights
   */
  public static Network of(MultiLayerNetwork network) {
    return of(NetworkInMemory.of(network));
  }

  private static Network of(LoadedNetwork network) {
    NativeMemory.warnIfLimited();
    return new Network(
        new NetworkPrograms(network, PassedAudits.ofEnvironment(), "network", false), null);
  }

  /** {@return the same network without the comparison with DL4J, which saves one forward pass} */
  public Network unaudited() {
    return new Network(new NetworkPrograms(programs.network(), null, "network", false), classNames);
  }

  /**
   * {@return the same network with names for its classes, as objectives use them}
   *
   * @param file UTF-8, a name a line, in the order of the outputs; read at the first question
   */
  public Network classNames(Path file) {
    return new Network(programs, file);
  }

  /**
   * {@return a question about a picture or an array in a file, from a black picture or from zeros}
   *
   * @param input a {@code .npy} array (example, shape of one example), or a JPEG or PNG, prepared
   *     as the network's architecture says
   * @param objective F: {@code probability:C}, {@code logit:C}, {@code log-probability:C} or {@code
   *     margin:C,D}; C is an index, a name or {@code predicted}. {@code OUTPUT/} in front names one
   *     of several outputs, {@code @T} at the end a time step
   * @throws InvalidInputException if the file is missing or damaged, the input does not fit, a
   *     layer cannot be lowered, or there is no such class
   */
  public Question ask(Path input, String objective) {
    Inputs.Loaded loaded =
        InvalidInputException.within("input", () -> Inputs.read(input, programs.preprocessing()));
    return ask(new NamedInputs(Map.of(onlyInput(), part(loaded))), objective);
  }

  /**
   * {@return a question about an array, from zeros}
   *
   * @param batch (example, shape of one example as DL4J has it, such as channel, row, column)
   * @param objective as for {@link #ask(Path, String)}
   * @throws InvalidInputException if the array does not fit, a layer cannot be lowered, or there is
   *     no such class
   */
  public Question ask(Tensor batch, String objective) {
    return ask(named(batch), objective);
  }

  /**
   * {@return a question about arrays of a network with several inputs, from zeros}
   *
   * @param batches (example, shape of one example) by the input's name, of equally many examples
   * @param objective as for {@link #ask(Path, String)}
   * @throws InvalidInputException if an input is unknown or missing or does not fit, a layer cannot
   *     be lowered, or there is no such class
   */
  public Question ask(Map<String, Tensor> batches, String objective) {
    List<String> names = programs.network().inputNames();
    for (String name : batches.keySet()) {
      if (!names.contains(name)) {
        throw InvalidInputException.of(
            "input",
            "needs the name of an input that exists",
            "'" + name + "'",
            NearMatches.remedy(name, names));
      }
    }
    Map<String, NamedInputs.Part> parts = new LinkedHashMap<>();
    for (String name : names) {
      Tensor batch = batches.get(name);
      if (batch == null) {
        throw InvalidInputException.of(
            "input",
            "is needed for each of the network's inputs " + names,
            "none for '" + name + "'",
            "give an array for it");
      }
      parts.put(name, part(array(name, batch)));
    }
    return ask(new NamedInputs(parts), objective);
  }

  private Question ask(NamedInputs inputs, String objective) {
    Objective parsed = InvalidInputException.within("objective", () -> Objective.parse(objective));
    return new Question(programs, inputs, parsed, classNames);
  }

  /** The only input's batch. */
  NamedInputs named(Tensor batch) {
    return new NamedInputs(Map.of(onlyInput(), part(array(onlyInput(), batch))));
  }

  private String onlyInput() {
    List<String> names = programs.network().inputNames();
    if (names.size() > 1) {
      throw InvalidInputException.of(
          "input",
          "is needed for each of the network's inputs " + names,
          "one alone",
          "give an array for each by its name");
    }
    return names.get(0);
  }

  private Inputs.Loaded array(String input, Tensor batch) {
    return Inputs.batched(
        programs.network(),
        input,
        new Inputs.Loaded(batch, new InputScale.Array(), Optional.empty()));
  }

  private static NamedInputs.Part part(Inputs.Loaded loaded) {
    return new NamedInputs.Part(loaded, null, null, NamedInputs.Asked.NOTHING);
  }

  /** {@return a scope, as yet without hooks, in which user code runs at layers of this network} */
  public HookedNetwork hooks() {
    return new HookedNetwork(programs, classNames);
  }
}
