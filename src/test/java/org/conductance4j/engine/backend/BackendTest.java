package org.conductance4j.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class BackendTest {

  private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  @TempDir Path folder;

  @Test
  void cpuSelected_nd4jRunsOnIt() {
    Backend.CPU.select();

    assertThat(Nd4j.getBackend().getClass().getName())
        .isEqualTo("org.nd4j.linalg.cpu.nativecpu.CpuBackend");
  }

  @Test
  void twoRegistrations_onlyTheWantedOneIsSeen() throws IOException {
    URL cuda = registration("cuda", "# GPU\norg.nd4j.linalg.jcublas.JCublasBackend\n");
    URL cpu = registration("cpu", "\norg.nd4j.linalg.cpu.nativecpu.CpuBackend\n");
    ClassLoader both =
        new ClassLoader(null) {
          @Override
          public java.util.Enumeration<URL> getResources(String name) {
            return Collections.enumeration(List.of(cuda, cpu));
          }
        };

    ClassLoader onlyCpu = new SingleBackendLoader(both, "org.nd4j.linalg.cpu.nativecpu.CpuBackend");
    assertThat(Collections.list(onlyCpu.getResources(SERVICE))).containsExactly(cpu);
    assertThat(Collections.list(onlyCpu.getResources("anything/else"))).containsExactly(cuda, cpu);
  }

  private URL registration(String name, String text) throws IOException {
    try {
      return Files.writeString(folder.resolve(name), text).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
