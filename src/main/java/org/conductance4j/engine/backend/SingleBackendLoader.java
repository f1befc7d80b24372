package org.conductance4j.engine.backend;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Hides the registrations of all ND4J backends but one, so that ND4J neither tries nor reports the
 * others. Everything else comes from the parent.
 */
final class SingleBackendLoader extends ClassLoader {

  private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  private final String backend;

  /**
   * Creates a loader over another.
   *
   * @param parent where all classes and resources come from
   * @param backend the class name of the one backend that stays visible
   */
  SingleBackendLoader(ClassLoader parent, String backend) {
    super(parent);
    this.backend = backend;
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    Enumeration<URL> all = super.getResources(name);
    if (!name.equals(SERVICE)) {
      return all;
    }
    List<URL> kept = new ArrayList<>();
    while (all.hasMoreElements()) {
      URL registration = all.nextElement();
      if (read(registration).lines().map(String::strip).anyMatch(backend::equals)) {
        kept.add(registration);
      }
    }
    return Collections.enumeration(kept);
  }

  private static String read(URL registration) throws IOException {
    try (InputStream in = registration.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
