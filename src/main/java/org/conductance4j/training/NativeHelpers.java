package org.conductance4j.training;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Lets the layers of DL4J use oneDNN, which they do not by themselves. */
final class NativeHelpers {

  private static final String DISABLE = "org.eclipse.deeplearning4j.helpers.disable";

  private NativeHelpers() {}

  /**
   * Switches the helpers on for all networks that are built from now on in this process, if the
   * native build has oneDNN; else does nothing.
   */
  static void switchOn() {
    Nd4j.getExecutioner(); // The native library must be loaded before it can be asked.
    String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
    if (build.contains("HAVE_ONEDNN")) {
      System.setProperty(DISABLE, "false");
    }
  }
}
