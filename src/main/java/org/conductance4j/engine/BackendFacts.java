package org.conductance4j.engine;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What computes.
 *
 * @param name of ND4J's backend
 * @param version of ND4J
 * @param nativeBuild how its native library was built
 */
public record BackendFacts(String name, String version, String nativeBuild) {

  /**
   * The backend that is running; starts the default one if none is.
   *
   * @return its facts
   */
  public static BackendFacts current() {
    String name = Nd4j.getBackend().getClass().getSimpleName();
    String version = Nd4j.class.getPackage().getImplementationVersion();
    String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
    return new BackendFacts(name, version, build);
  }
}
