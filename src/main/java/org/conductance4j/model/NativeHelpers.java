package org.conductance4j.model;

import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Lets DL4J's layers use oneDNN, which is off by default. Each layer reads a system property when
 * it is built.
 */
public final class NativeHelpers {

  private static final String DISABLE = "org.eclipse.deeplearning4j.helpers.disable";

  private NativeHelpers() {}

  /**
   * Switches oneDNN on for all networks that this process builds from now on. Does nothing if the
   * native build lacks oneDNN.
   */
  public static void switchOn() {
    if (hasOneDnn()) {
      System.setProperty(DISABLE, "false");
    }
  }

  /** Builds a network whose layers use oneDNN, if the native build has it. */
  static <T> T during(Supplier<T> building) {
    String before = System.getProperty(DISABLE);
    switchOn();
    try {
      return building.get();
    } finally {
      if (before == null) {
        System.clearProperty(DISABLE);
      } else {
        System.setProperty(DISABLE, before);
      }
    }
  }

  private static boolean hasOneDnn() {
    Nd4j.getExecutioner(); // loads the native library
    return NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("HAVE_ONEDNN");
  }
}
