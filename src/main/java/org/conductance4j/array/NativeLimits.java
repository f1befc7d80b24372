package org.conductance4j.array;

import java.util.Map;

/**
 * Lifts the limits of native memory that JavaCPP has by default. They count the engine's buffers
 * against the size of the heap; at the limit, JavaCPP runs the garbage collector for seconds and
 * then fails (docs/decisions/0002).
 */
public final class NativeLimits {

  /** Both names of each limit; JavaCPP prefers the first. */
  private static final Map<String, String> NAMES =
      Map.of(
          "org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxBytes",
          "org.bytedeco.javacpp.maxphysicalbytes", "org.bytedeco.javacpp.maxPhysicalBytes");

  private static final String NONE = "0";

  private NativeLimits() {}

  /**
   * Switches off each limit for which no system property is set. JavaCPP reads the properties once,
   * so this must run before its first class is initialised.
   */
  public static void lift() {
    NAMES.forEach(
        (name, other) -> {
          if (System.getProperty(name) == null && System.getProperty(other) == null) {
            System.setProperty(name, NONE);
          }
        });
  }

  /** {@return whether both limits are switched off, for a JavaCPP that starts from now on} */
  public static boolean areLifted() {
    return NAMES.keySet().stream().allMatch(name -> NONE.equals(System.getProperty(name)));
  }
}
