package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.conductance4j.cli.OnnxFuzzWorker.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Damaged ONNX files end in numbers or in one line. {@code -Dfuzz.files=N} and {@code
 * -Dfuzz.seed=S} choose how many and which; {@code target/fuzz} keeps those that end otherwise.
 */
@Tag("long")
class OnnxFuzzTest {

  private static final int FILES = Integer.getInteger("fuzz.files", 300);
  private static final int SEED = Integer.getInteger("fuzz.seed", 1);
  private static final int SECONDS = 20;

  /** The heap, and what the whole process may take: ND4J alone takes half of it. */
  private static final String HEAP = "-Xmx300m";

  private static final int MOST_MEGABYTES = 1200;

  private final Path folder = Path.of("target", "fuzz").toAbsolutePath();
  private final List<String> faults = new ArrayList<>();

  @Test
  void damagedFiles_endInNumbersOrInOneLine() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(OnnxSeeds.WEIGHTS), OnnxSeeds.weightsFile());
    List<byte[]> seeds = OnnxSeeds.all();
    OnnxMutations mutations = new OnnxMutations(seeds, SEED);
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    Worker worker = new Worker();
    try {
      for (byte[] seed : seeds) {
        assertThat(worker.end(seed).kind()).as(worker.last).isEqualTo(Kind.RESULT);
      }
      for (int n = 0; n < FILES; n++) {
        byte[] file = mutations.next();
        End end = worker.end(file);
        counts.merge(end.kind(), 1, Integer::sum);
        if (end.kind() != Kind.RESULT && end.kind() != Kind.REFUSED) {
          Files.write(folder.resolve(SEED + "-" + n + ".onnx"), file);
          faults.add(SEED + "-" + n + ".onnx: " + end);
          worker.stop();
          worker = new Worker();
        }
      }
    } finally {
      worker.stop();
    }
    System.out.println("Damaged ONNX files: " + counts);
    Files.write(folder.resolve("faults.txt"), faults);
    assertThat(faults).isEmpty();
  }

  /** How a file ended, with the message. */
  private record End(Kind kind, String message) {}

  private final class Worker {
    private final Path file = folder.resolve("next.onnx");
    private final Process process;
    private final Writer names;
    private final BufferedReader answers;
    private String last = "";

    Worker() throws IOException {
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              HEAP,
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-XX:ErrorFile=" + folder.resolve("crash-%p.log"),
              "-XX:-CreateCoredumpOnCrash",
              "-Dlogback.configurationFile=org/conductance4j/cli/logging.xml",
              "-Dorg.nd4j.log.initialization=false",
              "-cp",
              System.getProperty("java.class.path"),
              OnnxFuzzWorker.class.getName(),
              folder.toString());
      ProcessBuilder.Redirect log =
          ProcessBuilder.Redirect.appendTo(folder.resolve("workers.log").toFile());
      process = new ProcessBuilder(command).redirectError(log).start();
      names = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    End end(byte[] content) throws IOException, InterruptedException {
      Files.write(file, content);
      try {
        names.write(file + "\n");
        names.flush();
        String answer = CompletableFuture.supplyAsync(this::answer).get(SECONDS, TimeUnit.SECONDS);
        last = answer;
        String[] parts = answer.split(" ", 3);
        boolean over = parts.length == 3 && Integer.parseInt(parts[1]) > MOST_MEGABYTES;
        return parts.length < 3
            ? new End(Kind.CRASH, answer)
            : new End(over ? Kind.OVER_BUDGET : Kind.valueOf(parts[0]), parts[1] + " " + parts[2]);
      } catch (TimeoutException e) {
        return new End(Kind.HANG, "");
      } catch (ExecutionException | IOException e) {
        return new End(Kind.CRASH, String.valueOf(e));
      }
    }

    private String answer() {
      try {
        String line = answers.readLine();
        while (line != null && !line.startsWith(OnnxFuzzWorker.ANSWER)) {
          line = answers.readLine();
        }
        return line == null ? "" : line.substring(OnnxFuzzWorker.ANSWER.length());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void stop() {
      process.destroyForcibly();
    }
  }
}
