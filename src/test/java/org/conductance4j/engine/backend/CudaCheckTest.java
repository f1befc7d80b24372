package org.conductance4j.engine.backend;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaCheckTest {

  private static final CudaFacts.Driver FINE = driver("11.6", gpu("NVIDIA A10", "8.6"));

  @ParameterizedTest
  @ValueSource(strings = {"3.7", "5.0", "5.2", "6.1", "7.0", "7.5", "8.0", "8.6", "8.9"})
  void gpuWithCode_isAccepted(String capability) {
    CudaFacts facts = facts(driver("12.2", gpu("some GPU", capability)), true, List.of());

    assertThatCode(() -> CudaCheck.require(facts)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.0", "3.5", "9.0", "10.0", "12.0"})
  void gpuWithoutCode_isRefused(String capability) {
    refuses(
        facts(driver("12.2", gpu("some GPU", capability)), true, List.of()),
        "backend cuda: needs every GPU to be of compute capability 3.7 or 5.0 to 8.9, got "
            + capability
            + " (some GPU); hide that GPU with CUDA_VISIBLE_DEVICES or use the CPU backend");
  }

  @Test
  void h200_isRefusedByName() {
    refuses(
        facts(driver("12.8", gpu("NVIDIA H200", "9.0")), true, List.of()),
        "backend cuda: needs every GPU to be of compute capability 3.7 or 5.0 to 8.9, got 9.0"
            + " (NVIDIA H200); hide that GPU with CUDA_VISIBLE_DEVICES or use the CPU backend");
  }

  @Test
  void oneUnfitGpuBesideAFitOne_isRefused() {
    CudaFacts.Driver both = driver("12.8", gpu("NVIDIA A10", "8.6"), gpu("NVIDIA H200", "9.0"));

    assertThatThrownBy(() -> CudaCheck.require(facts(both, true, List.of())))
        .hasMessageContaining("got 9.0 (NVIDIA H200)");
  }

  @Test
  void otherPlatform_isRefused() {
    refuses(
        new CudaFacts("macosx-arm64", false, null, "", false, List.of()),
        "backend cuda: needs linux-x86_64, got macosx-arm64; use the CPU backend");
  }

  @Test
  void noDriver_isReportedBeforeAnythingThatCouldBeInstalled() {
    refuses(
        new CudaFacts("linux-x86_64", false, null, "", false, List.of("libcudnn.so.8")),
        "backend cuda: needs an NVIDIA driver (libcuda.so.1), got none; install driver 510.39.01"
            + " or newer or use the CPU backend");
  }

  @Test
  void driverThatDoesNotAnswer_isQuoted() {
    refuses(
        new CudaFacts("linux-x86_64", true, null, "Failed to initialize NVML", true, List.of()),
        "backend cuda: needs the driver to answer nvidia-smi, got 'Failed to initialize NVML';"
            + " repair the driver or use the CPU backend");
  }

  @Test
  void driverTooOld_isReportedBeforeItsMissingGpus() {
    refuses(
        facts(new CudaFacts.Driver("470.57.02", new Version(11, 4), List.of()), true, List.of()),
        "backend cuda: needs a driver for CUDA 11.6 or newer, got driver 470.57.02 for CUDA 11.4;"
            + " install driver 510.39.01 or newer or use the CPU backend");
  }

  @Test
  void noGpu_isRefused() {
    refuses(
        facts(driver("12.2"), true, List.of()),
        "backend cuda: needs a GPU, got none; check nvidia-smi and CUDA_VISIBLE_DEVICES or use"
            + " the CPU backend");
  }

  @Test
  void cpuBuild_isRefused() {
    refuses(
        facts(FINE, false, List.of("libcudnn.so.8")),
        "backend cuda: needs the CUDA build of this program, got the one for the CPU alone; build"
            + " it with ./mvnw -Pcuda -DskipTests package");
  }

  @Test
  void cudnnMissing_isRefused() {
    refuses(
        facts(FINE, true, List.of("libcudnn.so.8")),
        "backend cuda: needs the libraries of CUDA 11 and cuDNN 8, got no libcudnn.so.8; install"
            + " them or build with ./mvnw -Pcuda,cuda-redist -DskipTests package");
  }

  private static void refuses(CudaFacts facts, String message) {
    assertThatThrownBy(() -> CudaCheck.require(facts))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static CudaFacts facts(
      CudaFacts.@Nullable Driver driver, boolean build, List<String> missingLibraries) {
    return new CudaFacts("linux-x86_64", true, driver, "", build, missingLibraries);
  }

  private static CudaFacts.Driver driver(String cuda, CudaFacts.Gpu... gpus) {
    return new CudaFacts.Driver("535.104.05", Version.parse(cuda), List.of(gpus));
  }

  private static CudaFacts.Gpu gpu(String name, String capability) {
    return new CudaFacts.Gpu(name, Version.parse(capability));
  }
}
