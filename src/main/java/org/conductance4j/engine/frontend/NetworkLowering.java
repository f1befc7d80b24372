package org.conductance4j.engine.frontend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.Dl4jReference;
import org.conductance4j.engine.lowering.onnx.OnnxLowering;
import org.conductance4j.engine.lowering.onnx.OnnxRuntimeReference;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.onnx.OnnxModel;

/** Lowers a loaded network of any kind by the front end of its kind. */
public final class NetworkLowering {

  private NetworkLowering() {}

  /**
   * Lowers a network of one input.
   *
   * @param network not modified
   * @param precision what to compute in
   * @param inputShape shape of one example as the network has it; may be left out where the network
   *     tells it
   * @return the program, up to the first output
   * @throws InvalidInputException if something cannot be lowered, or the shape does not fit
   */
  public static Program lower(LoadedNetwork network, Precision precision, int... inputShape) {
    Optional<OnnxModel> model = network.onnx();
    if (model.isEmpty()) {
      return Dl4jLowering.lower(network.graph(), precision, inputShape);
    }
    List<String> inputs = OnnxLowering.explained(model.get(), Set.of(), Set.of());
    if (inputs.size() != 1) {
      throw InvalidInputException.of(
          "network", "must have one input for this", inputs, "give several inputs by name");
    }
    return OnnxLowering.lower(model.get(), precision, Map.of(inputs.get(0), inputShape));
  }

  /**
   * Lowers a network of one or several inputs.
   *
   * @param network not modified
   * @param precision what to compute in
   * @param inputShapes by the input's name; those may be left out that the network tells
   * @return the program, up to the first output
   * @throws InvalidInputException if a name is unknown, something cannot be lowered, or a shape
   *     does not fit
   */
  public static Program lowerNamed(
      LoadedNetwork network, Precision precision, Map<String, int[]> inputShapes) {
    return network
        .onnx()
        .map(model -> OnnxLowering.lower(model, precision, inputShapes))
        .orElseGet(
            () -> Dl4jLowering.lowerNamed(network.graph(), precision, Map.of(), inputShapes));
  }

  /**
   * Lowers a network of which some inputs are given.
   *
   * @param network not modified
   * @param precision what to compute in
   * @param inputShapes of the explained inputs, by name
   * @param values one example of each input in {@link InputRoles#given}; not modified
   * @return the program, up to the first output, for these values
   * @throws InvalidInputException as for {@link #lowerNamed}, or if a value does not fit its input
   */
  public static Program lowerGiven(
      LoadedNetwork network,
      Precision precision,
      Map<String, int[]> inputShapes,
      Map<String, Tensor> values) {
    return network
        .onnx()
        .map(model -> OnnxLowering.lowerGiven(model, precision, inputShapes, values))
        .orElseGet(() -> lowerNamed(network, precision, inputShapes));
  }

  /**
   * Decides which inputs of a network are explained.
   *
   * @param network not modified
   * @param held names of inputs that must not be
   * @param asked names of inputs that must be, if they can
   * @return the roles of all inputs; those of a DL4J network are all explained, since its held ones
   *     have a path that does not move
   * @throws InvalidInputException if one that is asked for cannot be explained, or none is left
   */
  public static InputRoles roles(LoadedNetwork network, Set<String> held, Set<String> asked) {
    List<String> names = network.inputNames();
    OnnxModel model = network.onnx().orElse(null);
    if (model == null) {
      return new InputRoles(names, List.of());
    }
    List<String> explained = OnnxLowering.explained(model, held, asked);
    return new InputRoles(
        explained,
        names.stream()
            .filter(name -> !explained.contains(name) || OnnxLowering.looksUp(model, name))
            .toList());
  }

  /**
   * Values for a network's inputs that need some, where only their extents count.
   *
   * @param network not modified
   * @param inputShapes by the input's name; those may be left out that the network tells
   * @return one example of each input in {@link InputRoles#given}, by name
   * @throws InvalidInputException if a shape is missing or does not fit
   */
  public static Map<String, Tensor> anyValues(
      LoadedNetwork network, Map<String, int[]> inputShapes) {
    return network
        .onnx()
        .map(model -> OnnxLowering.anyValues(model, inputShapes))
        .orElseGet(Map::of);
  }

  /**
   * What a program of a network is compared with.
   *
   * @param network not modified
   * @param program what was lowered from it
   * @param values those of the inputs that it was lowered for, by name
   * @return DL4J for its own networks; ONNX Runtime for ONNX files, where its library is there
   */
  public static ReferenceForward reference(
      LoadedNetwork network, Program program, Map<String, Tensor> values) {
    OnnxModel model = network.onnx().orElse(null);
    if (model == null) {
      return new Dl4jReference(network.graph());
    }
    Map<String, Tensor> held = new HashMap<>(values);
    program.inputs().forEach(input -> held.remove(input.name()));
    return reference(model, held, hasReference(network));
  }

  /** Touches ONNX Runtime only where it is there. */
  static ReferenceForward reference(
      OnnxModel model, Map<String, Tensor> held, boolean hasOnnxRuntime) {
    return hasOnnxRuntime
        ? new OnnxRuntimeReference(model, held)
        : ReferenceForward.nothing(
            "put com.microsoft.onnxruntime:onnxruntime on the class path for that");
  }

  /**
   * Whether there is a library to compare a program of a network with.
   *
   * @param network not modified
   * @return true but for ONNX files without ONNX Runtime
   */
  public static boolean hasReference(LoadedNetwork network) {
    if (network.onnx().isEmpty()) {
      return true;
    }
    try {
      Class.forName("ai.onnxruntime.OrtEnvironment", false, NetworkLowering.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Whether a network's first input, if it is a picture, has the shape (row, column, channel).
   *
   * @param network not modified
   * @return true if so, as in networks from Keras
   */
  public static boolean readsChannelsLast(LoadedNetwork network) {
    return network
        .onnx()
        .map(OnnxLowering::readsChannelsLast)
        .orElseGet(() -> Dl4jLowering.readsChannelsLast(network.graph()));
  }
}
