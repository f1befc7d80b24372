package org.conductance4j.engine.backend;

import java.util.List;
import java.util.Locale;
import org.conductance4j.array.NativeLimits;
import org.conductance4j.config.InvalidInputException;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;

/** The native backend that ND4J computes with. One is chosen for the whole life of the JVM. */
public enum Backend {
  /** The processor, with oneDNN where the platform's native build has it. */
  CPU("org.nd4j.linalg.cpu.nativecpu.CpuBackend"),
  /**
   * An NVIDIA GPU, if the CUDA build, a driver and a GPU that the build holds code for are there.
   */
  CUDA("org.nd4j.linalg.jcublas.JCublasBackend");

  static {
    NativeLimits.lift();
  }

  private final String className;

  Backend(String className) {
    this.className = className;
  }

  /**
   * Starts ND4J with this backend and no other. Must come before anything else that uses ND4J. On
   * its own ND4J tries CUDA whenever it is on the class path. If that fails, it prints a stack
   * trace and uses the CPU. Here the CPU never touches CUDA, and CUDA never falls back.
   *
   * @throws InvalidInputException if something that CUDA needs is missing, in one line that says
   *     what
   * @throws IllegalStateException if ND4J runs already with another backend
   */
  public void select() {
    if (this == CUDA) {
      CudaCheck.require(CudaProbe.ofThisMachine().facts());
    }
    ND4JClassLoading.setNd4jClassloader(
        new SingleBackendLoader(ND4JClassLoading.getNd4jClassloader(), className));
    String started = start();
    if (!started.equals(className)) {
      throw new IllegalStateException(
          "backend " + id() + " must be selected before ND4J starts, got " + started + " running");
    }
  }

  /** Returns the backend's name on the command line. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  private String start() {
    try {
      if (this == CUDA) {
        loadCuda();
      }
      return Nd4j.getBackend().getClass().getName();
    } catch (LinkageError | ClassNotFoundException e) {
      throw new InvalidInputException(
          "backend %s: needs its native libraries to load, got '%s'; install what is missing"
              .formatted(id(), firstLine(rootOf(e))),
          e);
    }
  }

  /** Loads CUDA's libraries before ND4J does it, which would print the stack trace of a failure. */
  private static void loadCuda() throws ClassNotFoundException {
    for (String library : List.of("cudart", "cublas", "cusolver", "cudnn")) {
      Class.forName("org.bytedeco.cuda.global." + library);
    }
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return failure.toString().lines().findFirst().orElse("");
  }
}
