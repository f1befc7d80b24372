package org.conductance4j.cli;

import java.util.Optional;
import java.util.function.Supplier;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The network that a command is about. */
final class ModelArguments {

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A DL4J zip, a Keras .h5, an .onnx, or weights of PyTorch (.pth, .safetensors); after '!/' it may"
              + " go on into an archive.")
  private String model = "";

  @Option(
      names = "--architecture",
      paramLabel = "A",
      description = "Architecture of a file that holds weights alone.")
  private @Nullable String architecture;

  /** Opens the file while the numeric library starts, then loads it. */
  LoadedNetwork load(Main main) {
    Supplier<LoadedNetwork> opened = NetworkFile.open(model, Optional.ofNullable(architecture));
    main.awaitBackend();
    LoadedNetwork network = opened.get();
    main.warn(network.note().stream().toList());
    return network;
  }

  String model() {
    return model;
  }
}
