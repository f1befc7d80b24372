package org.conductance4j.engine.backend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a machine has of the things that the CUDA backend needs, without loading any of
 * them.
 *
 * @param platform operating system and processor, as {@code linux-x86_64}
 * @param folders where the machine keeps shared libraries
 * @param command runs a command and returns what it prints
 * @param onClassPath whether a resource is on the class path
 * @param visible value of the variable that says which GPUs a program sees, or null for all
 */
record CudaProbe(
    String platform,
    List<Path> folders,
    Function<List<String>, NvidiaSmi.Reply> command,
    Predicate<String> onClassPath,
    @Nullable String visible) {

  /** The driver's library. */
  static final String DRIVER = "libcuda.so.1";

  private static final String BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final String BUNDLED = "org/bytedeco/cuda/linux-x86_64/";
  private static final List<String> LIBRARIES =
      List.of(
          "libcudart.so.11.0",
          "libcublas.so.11",
          "libcublasLt.so.11",
          "libcusolver.so.11",
          "libcusparse.so.11",
          "libcudnn.so.8");

  /** Returns a probe of the machine that this program runs on. */
  static CudaProbe ofThisMachine() {
    ClassLoader loader = CudaProbe.class.getClassLoader();
    return new CudaProbe(
        Loader.getPlatform(),
        libraryFolders(System.getenv()),
        NvidiaSmi::run,
        resource -> loader.getResource(resource) != null,
        System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  /** Returns what is there. */
  CudaFacts facts() {
    boolean driverLibrary = isInstalled(DRIVER);
    NvidiaSmi smi = driverLibrary ? NvidiaSmi.ask(command, visible) : NvidiaSmi.NOT_ASKED;
    List<String> missing =
        LIBRARIES.stream()
            .filter(library -> !isInstalled(library) && !onClassPath.test(BUNDLED + library))
            .toList();
    return new CudaFacts(
        platform, driverLibrary, smi.driver(), smi.silence(), onClassPath.test(BACKEND), missing);
  }

  private boolean isInstalled(String library) {
    return folders.stream().anyMatch(folder -> Files.exists(folder.resolve(library)));
  }

  private static List<Path> libraryFolders(Map<String, String> environment) {
    List<String> names = new ArrayList<>();
    names.addAll(split(environment.getOrDefault("LD_LIBRARY_PATH", "")));
    names.addAll(split(System.getProperty("java.library.path", "")));
    names.addAll(configured(Path.of("/etc/ld.so.conf.d")));
    names.addAll(List.of("/usr/local/cuda-11.6/lib64", "/usr/local/cuda/lib64"));
    names.addAll(List.of("/lib64", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib"));
    return names.stream().filter(name -> !name.isBlank()).map(Path::of).toList();
  }

  private static List<String> split(String path) {
    return Arrays.asList(path.split(File.pathSeparator, -1));
  }

  /** Returns the folders that the system's linker searches. */
  private static List<String> configured(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = new ArrayList<>();
      for (Path file : files.filter(Files::isReadable).sorted().toList()) {
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("/"))
            .forEach(names::add);
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
