package org.nd4j.nativeblas;

/**
 * Stands in for a class that DL4J 1.0.0-M2.1 looks up by name, and forwards to the real settings of
 * the native backend.
 */
public final class Nd4jCpu {

  private Nd4jCpu() {}

  /** The settings that DL4J reads by reflection. */
  public static final class Environment {

    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** {@return the only instance} */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** {@return whether the native backend uses oneDNN} */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
