package org.nd4j.nativeblas;

/** Stands where DL4J 1.0.0-M2.1 looks for the settings of the native backend, and passes on. */
public final class Nd4jCpu {

  private Nd4jCpu() {}

  /** The settings that DL4J asks for by reflection. */
  public static final class Environment {

    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /**
     * The only instance.
     *
     * @return the settings
     */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /**
     * Whether the native backend uses oneDNN.
     *
     * @return what the backend itself says
     */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
