package org.conductance4j.model;

import java.util.function.Supplier;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Lets the layers of DL4J use oneDNN, which they do not by themselves: each looks at a property of
 * the system when it is built.
 */
public final class NativeHelpers {

  private static final String DISABLE = "org.eclipse.deeplearning4j.helpers.disable";

  private NativeHelpers() {}

  /**
   * Switches the helpers on for all networks that are built from now on in this process, if the
   * native build has oneDNN; else does nothing.
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
    Nd4j.getExecutioner(); // The native library must be loaded before it can be asked.
    return NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("HAVE_ONEDNN");
  }
}
