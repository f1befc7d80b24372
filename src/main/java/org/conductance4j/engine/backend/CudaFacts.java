package org.conductance4j.engine.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a machine has of the things that the CUDA backend needs.
 *
 * @param platform operating system and processor, as {@code linux-x86_64}
 * @param driverLibrary whether the driver's library is installed
 * @param driver what the driver says of itself, or null if it does not answer
 * @param silence what came instead of the driver's answer, empty if it answered
 * @param build whether ND4J's CUDA build is on the class path
 * @param missingLibraries the libraries of CUDA and cuDNN that are neither installed nor on the
 *     class path
 */
record CudaFacts(
    String platform,
    boolean driverLibrary,
    @Nullable Driver driver,
    String silence,
    boolean build,
    List<String> missingLibraries) {

  CudaFacts {
    missingLibraries = List.copyOf(missingLibraries);
  }

  /**
   * A driver that answers.
   *
   * @param version its own version, as {@code 535.104.05}
   * @param cuda the newest CUDA release whose programs it runs
   * @param gpus the GPUs that a program can see
   */
  record Driver(String version, Version cuda, List<Gpu> gpus) {
    Driver {
      gpus = List.copyOf(gpus);
    }
  }

  /**
   * A GPU.
   *
   * @param name its name
   * @param capability its compute capability
   */
  record Gpu(String name, Version capability) {}
}
