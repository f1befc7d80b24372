package org.conductance4j.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaProbeTest {

  private static final String HEADER =
      """
      Sun Nov 22 07:00:00 2026
      +---------------------------------------------------------------------------------------+
      | NVIDIA-SMI 535.104.05             Driver Version: 535.104.05   CUDA Version: 12.2     |
      |-----------------------------------------+----------------------+----------------------+
      """;

  private static final String GPUS =
      """
      0, GPU-aaaa1111-2222, 8.6, NVIDIA A10
      1, GPU-bbbb1111-2222, 9.0, NVIDIA H200
      """;

  private static final CudaFacts.Gpu A10 = new CudaFacts.Gpu("NVIDIA A10", new Version(8, 6));
  private static final CudaFacts.Gpu H200 = new CudaFacts.Gpu("NVIDIA H200", new Version(9, 0));

  @TempDir Path folder;

  @Test
  void emptyMachine_hasNothing_andNvidiaSmiIsNotAsked() {
    CudaFacts facts =
        new CudaProbe(
                "linux-x86_64",
                List.of(folder),
                command -> {
                  throw new AssertionError("asked " + command);
                },
                resource -> false,
                null)
            .facts();

    assertThat(facts)
        .isEqualTo(
            new CudaFacts(
                "linux-x86_64",
                false,
                null,
                "",
                false,
                List.of(
                    "libcudart.so.11.0",
                    "libcublas.so.11",
                    "libcublasLt.so.11",
                    "libcusolver.so.11",
                    "libcusparse.so.11",
                    "libcudnn.so.8")));
  }

  @Test
  void installedAndBundledLibraries_areBothFound() throws IOException {
    for (String library : List.of("libcuda.so.1", "libcudart.so.11.0", "libcublas.so.11")) {
      Files.createFile(folder.resolve(library));
    }
    String bundled = "org/bytedeco/cuda/linux-x86_64/";
    Set<String> classPath =
        Set.of(
            "org/nd4j/linalg/jcublas/JCublasBackend.class",
            bundled + "libcublasLt.so.11",
            bundled + "libcusolver.so.11",
            bundled + "libcusparse.so.11");

    CudaFacts facts =
        new CudaProbe(
                "linux-x86_64",
                List.of(folder.resolve("absent"), folder),
                CudaProbeTest::answer,
                classPath::contains,
                null)
            .facts();

    assertThat(facts)
        .isEqualTo(
            new CudaFacts(
                "linux-x86_64",
                true,
                new CudaFacts.Driver("535.104.05", new Version(12, 2), List.of(A10, H200)),
                "",
                true,
                List.of("libcudnn.so.8")));
  }

  @Test
  void visibleDevices_chooseByIndexAndByIdentifier() {
    assertThat(visible(null)).containsExactly(A10, H200);
    assertThat(visible("0")).containsExactly(A10);
    assertThat(visible("1, 0")).containsExactly(A10, H200);
    assertThat(visible("GPU-bbbb")).containsExactly(H200);
    assertThat(visible("")).isEmpty();
    assertThat(visible("-1")).isEmpty();
  }

  @Test
  void nvidiaSmiThatFails_isQuotedWithItsFirstLine() {
    NvidiaSmi smi =
        NvidiaSmi.ask(
            command ->
                new NvidiaSmi.Reply(18, "\nFailed to initialize NVML: Driver mismatch\nmore\n"),
            null);

    assertThat(smi).isEqualTo(new NvidiaSmi(null, "Failed to initialize NVML: Driver mismatch"));
  }

  @Test
  void driverTooOldToNameCapabilities_stillTellsItsVersion() {
    NvidiaSmi smi =
        NvidiaSmi.ask(
            command ->
                command.size() == 1
                    ? new NvidiaSmi.Reply(
                        0, "| NVIDIA-SMI 470.57   Driver Version: 470.57   CUDA Version: 11.4 |")
                    : new NvidiaSmi.Reply(
                        2, "Field \"compute_cap\" is not a valid field to query."),
            null);

    assertThat(smi.driver())
        .isEqualTo(new CudaFacts.Driver("470.57", new Version(11, 4), List.of()));
  }

  @Test
  void programThatDoesNotExist_answersWithoutAnException() {
    assertThat(NvidiaSmi.run(List.of("no-such-program-of-nvidia")))
        .isEqualTo(new NvidiaSmi.Reply(127, "no-such-program-of-nvidia could not be started"));
  }

  @Test
  void programThatExists_isRunAndRead() {
    assertThat(NvidiaSmi.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3")))
        .isEqualTo(new NvidiaSmi.Reply(3, "out\nerr\n"));
  }

  @Test
  void thisMachine_canBeProbed() {
    assertThat(CudaProbe.ofThisMachine().facts().platform()).contains("-");
  }

  private static List<CudaFacts.Gpu> visible(@Nullable String devices) {
    CudaFacts.Driver driver = NvidiaSmi.ask(CudaProbeTest::answer, devices).driver();
    return driver == null ? List.of() : driver.gpus();
  }

  private static NvidiaSmi.Reply answer(List<String> command) {
    return new NvidiaSmi.Reply(0, command.size() == 1 ? HEADER : GPUS);
  }
}
