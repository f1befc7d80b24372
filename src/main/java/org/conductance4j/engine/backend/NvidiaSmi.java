package org.conductance4j.engine.backend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nvidia-smi} says.
 *
 * @param driver the driver and its GPUs, or null if it did not answer
 * @param silence what came instead of an answer, empty if it answered
 */
record NvidiaSmi(CudaFacts.@Nullable Driver driver, String silence) {

  /** Stands for a machine without a driver. */
  static final NvidiaSmi NOT_ASKED = new NvidiaSmi(null, "");

  private static final String PROGRAM = "nvidia-smi";
  private static final List<String> HEADER = List.of(PROGRAM);
  private static final List<String> GPUS =
      List.of(PROGRAM, "--query-gpu=index,uuid,compute_cap,name", "--format=csv,noheader");
  private static final Pattern DRIVER = Pattern.compile("Driver Version: *([0-9.]+)");
  private static final Pattern CUDA = Pattern.compile("CUDA Version: *([0-9]+\\.[0-9]+)");

  /**
   * What a command printed.
   *
   * @param exitCode its exit code
   * @param text its output
   */
  record Reply(int exitCode, String text) {}

  /**
   * Asks for the driver, its CUDA release and the GPUs.
   *
   * @param command runs a command
   * @param visible value of {@code CUDA_VISIBLE_DEVICES}, or null for all GPUs
   */
  static NvidiaSmi ask(Function<List<String>, Reply> command, @Nullable String visible) {
    Reply header = command.apply(HEADER);
    Matcher driver = DRIVER.matcher(header.text());
    Matcher cuda = CUDA.matcher(header.text());
    if (header.exitCode() != 0 || !driver.find() || !cuda.find()) {
      return new NvidiaSmi(null, firstLine(header));
    }
    Reply gpus = command.apply(GPUS);
    // A driver too old for the question is reported as too old, not as one without GPUs.
    List<CudaFacts.Gpu> seen = gpus.exitCode() == 0 ? gpus(gpus.text(), visible) : List.of();
    return new NvidiaSmi(
        new CudaFacts.Driver(driver.group(1), Version.parse(cuda.group(1)), seen), "");
  }

  /** Runs a command on this machine. */
  static Reply run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Reply(process.waitFor(), text);
    } catch (IOException e) {
      return new Reply(127, command.get(0) + " could not be started");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply(130, command.get(0) + " was interrupted");
    }
  }

  private static List<CudaFacts.Gpu> gpus(String table, @Nullable String visible) {
    List<CudaFacts.Gpu> gpus = new ArrayList<>();
    for (String line : table.lines().filter(row -> !row.isBlank()).toList()) {
      String[] cells = line.split(",", 4);
      if (cells.length == 4 && isVisible(cells[0].strip(), cells[1].strip(), visible)) {
        gpus.add(new CudaFacts.Gpu(cells[3].strip(), Version.parse(cells[2])));
      }
    }
    return gpus;
  }

  private static boolean isVisible(String index, String uuid, @Nullable String visible) {
    return visible == null
        || Arrays.stream(visible.split(",", -1))
            .map(String::strip)
            .anyMatch(
                chosen -> chosen.equals(index) || (chosen.length() > 4 && uuid.startsWith(chosen)));
  }

  private static String firstLine(Reply reply) {
    return reply.text().lines().filter(line -> !line.isBlank()).findFirst().orElse("no answer");
  }
}
