package org.conductance4j.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.conductance4j.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

/** What JavaCPP limits in a process of its own, as it decides that once. */
class NativeMemoryTest {

  private static final Path NETWORK = Path.of("experiments", "stoplight", "network.zip");

  /** A program of a user: what is started first decides. */
  public static final class Program {
    private Program() {}

    /**
     * Starts something and prints JavaCPP's limits.
     *
     * @param args what is started
     */
    public static void main(String[] args) {
      switch (args[0]) {
        case "network" -> Network.open(NETWORK);
        case "backend" -> Backend.CPU.select();
        default -> {
          Nd4j.scalar(1);
          Network.open(NETWORK);
        }
      }
      System.out.println("limits " + Pointer.maxBytes() + " " + Pointer.maxPhysicalBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"network", "backend"})
  void limits_whereWeStartFirst_areNone(String first) throws Exception {
    assertThat(run(List.of(), first)).contains("limits 0 0").doesNotContain("WARN");
  }

  @Test
  void limits_whereNd4jStartedBefore_areWarnedOf() throws Exception {
    assertThat(run(List.of("-Xmx1g"), "nd4j"))
        .contains("limits 1073741824 ")
        .contains(
            "native memory: needs no limit of JavaCPP, got 1073741824 bytes, because ND4J started"
                + " before Conductance4J; start Java with -Dorg.bytedeco.javacpp.maxbytes=0"
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
  }

  @Test
  void limits_ofTheUser_areKept() throws Exception {
    List<String> own =
        List.of("-Dorg.bytedeco.javacpp.maxBytes=3g", "-Dorg.bytedeco.javacpp.maxphysicalbytes=5g");

    assertThat(run(own, "network")).contains("limits 3221225472 5368709120").doesNotContain("WARN");
  }

  private static String run(List<String> options, String first)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dlogback.configurationFile=org/conductance4j/cli/logging.xml");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Program.class.getName(), first));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text;
  }
}
