package org.conductance4j.engine.backend;

import java.util.List;
import java.util.Optional;
import org.conductance4j.config.InvalidInputException;

/** Decides from the facts of a machine whether the CUDA backend can run there. */
final class CudaCheck {

  private static final String WHERE = "backend cuda";
  private static final String PLATFORM = "linux-x86_64";
  private static final String OR_CPU = " or use the CPU backend";
  private static final String NEW_DRIVER = "install driver 510.39.01 or newer";

  /** The CUDA release that ND4J was built with. */
  private static final Version CUDA = new Version(11, 6);

  /**
   * The GPUs that ND4J's build holds machine code for; it holds nothing that a driver could compile
   * for others. Code for X.Y also runs on X.Z with Z above Y.
   */
  private static final List<Version> CODE =
      List.of(
          new Version(3, 7),
          new Version(5, 0),
          new Version(6, 0),
          new Version(7, 0),
          new Version(8, 0));

  private CudaCheck() {}

  /**
   * Accepts a machine or says in one line what is missing first: what cannot be fixed cheaply comes
   * before what a build or an installation brings.
   *
   * @param facts what the machine has
   * @throws InvalidInputException if something is missing
   */
  static void require(CudaFacts facts) {
    if (!facts.platform().equals(PLATFORM)) {
      throw missing(PLATFORM, facts.platform(), "use the CPU backend");
    }
    if (!facts.driverLibrary()) {
      throw missing("an NVIDIA driver (" + CudaProbe.DRIVER + ")", "none", NEW_DRIVER + OR_CPU);
    }
    CudaFacts.Driver driver = facts.driver();
    if (driver == null) {
      String got = "'" + facts.silence() + "'";
      throw missing("the driver to answer nvidia-smi", got, "repair the driver" + OR_CPU);
    }
    requireDriver(driver);
    requireInstallation(facts);
  }

  private static void requireDriver(CudaFacts.Driver driver) {
    if (driver.cuda().compareTo(CUDA) < 0) {
      String got = "driver " + driver.version() + " for CUDA " + driver.cuda();
      throw missing("a driver for CUDA " + CUDA + " or newer", got, NEW_DRIVER + OR_CPU);
    }
    if (driver.gpus().isEmpty()) {
      throw missing("a GPU", "none", "check nvidia-smi and CUDA_VISIBLE_DEVICES" + OR_CPU);
    }
    Optional<CudaFacts.Gpu> unfit = driver.gpus().stream().filter(gpu -> !hasCode(gpu)).findFirst();
    if (unfit.isPresent()) {
      String rule = "every GPU to be of compute capability 3.7 or 5.0 to 8.9";
      String got = unfit.get().capability() + " (" + unfit.get().name() + ")";
      throw missing(rule, got, "hide that GPU with CUDA_VISIBLE_DEVICES" + OR_CPU);
    }
  }

  private static void requireInstallation(CudaFacts facts) {
    if (!facts.build()) {
      String remedy = "build it with ./mvnw -Pcuda -DskipTests package";
      throw missing("the CUDA build of this program", "the one for the CPU alone", remedy);
    }
    List<String> libraries = facts.missingLibraries();
    if (!libraries.isEmpty()) {
      String remedy = "install them or build with ./mvnw -Pcuda,cuda-redist -DskipTests package";
      String got = "no " + String.join(", ", libraries);
      throw missing("the libraries of CUDA 11 and cuDNN 8", got, remedy);
    }
  }

  private static boolean hasCode(CudaFacts.Gpu gpu) {
    Version own = gpu.capability();
    return CODE.stream()
        .anyMatch(code -> code.major() == own.major() && code.minor() <= own.minor());
  }

  private static InvalidInputException missing(String what, String got, String remedy) {
    return InvalidInputException.of(WHERE, "needs " + what, got, remedy);
  }
}
