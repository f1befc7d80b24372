package org.conductance4j.engine.backend;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
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

  private static final String POM = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
  private static final String UNKNOWN = "unknown";

  /** {@return the facts of the running backend; starts the default one if none runs} */
  public static BackendFacts current() {
    String name = Nd4j.getBackend().getClass().getSimpleName();
    String build = NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo();
    return new BackendFacts(name, packaged(), build.strip().replace("\n", ", "));
  }

  /** ND4J's manifests hold no version; what Maven wrote into the archive does. */
  private static String packaged() {
    Properties properties = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(POM)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
    return properties.getProperty("version", UNKNOWN);
  }
}
