package org.conductance4j.engine.frontend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Precision;
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
    List<String> inputs = network.inputNames();
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
   * What a program of a network is compared with.
   *
   * @param network not modified
   * @return DL4J for its own networks; ONNX Runtime for ONNX files, where its library is there
   */
  public static ReferenceForward reference(LoadedNetwork network) {
    return network
        .onnx()
        .map(model -> reference(model, hasReference(network)))
        .orElseGet(() -> new Dl4jReference(network.graph()));
  }

  /** Touches ONNX Runtime only where it is there. */
  static ReferenceForward reference(OnnxModel model, boolean hasOnnxRuntime) {
    return hasOnnxRuntime
        ? new OnnxRuntimeReference(model, Map.of())
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
