package org.conductance4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.model.NetworkFile;

/**
 * A JVM that reads names of ONNX files and does with each what a user does: list its layers, and
 * attribute. It answers each name with a line: the kind of end, the most memory in MB, the message.
 */
final class OnnxFuzzWorker {

  /** How a file ended. */
  enum Kind {
    /** With numbers. */
    RESULT,
    /** With one line and exit code 2. */
    REFUSED,
    /** With another exception, or with more than one line. */
    EXCEPTION,
    /** The heap was too small. */
    OUT_OF_MEMORY,
    /** The process took more memory than it may. */
    OVER_BUDGET,
    /** Not within the time. */
    HANG,
    /** With the JVM. */
    CRASH
  }

  /** Begins an answer: native libraries write to standard output as well. */
  static final String ANSWER = "answer: ";

  private static final Path MEMORY = Path.of("/proc/self/status");

  /** Elements of an input that are too many to be given here. */
  private static final int LARGE = 1 << 20;

  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private final Path folder;

  private OnnxFuzzWorker(Path folder) {
    this.folder = folder;
  }

  /**
   * Answers until the end of the input.
   *
   * @param args a folder for arrays
   */
  public static void main(String... args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    OnnxFuzzWorker worker = new OnnxFuzzWorker(Path.of(args[0]));
    BufferedReader names =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String name = names.readLine(); name != null; name = names.readLine()) {
      if (Files.isWritable(RESET)) {
        Files.writeString(RESET, "5");
      }
      String end = worker.end(name);
      answers.println(ANSWER + end.replaceFirst(" ", " " + megabytes() + " "));
      answers.flush();
    }
  }

  private static long megabytes() throws IOException {
    if (!Files.isReadable(MEMORY)) {
      return 0;
    }
    return Files.readAllLines(MEMORY).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
        .findFirst()
        .orElse(0);
  }

  private String end(String file) {
    Ended layers = Ended.run("layers", file);
    if (layers.code() != 0) {
      return end(layers, "layers", file);
    }
    Program program =
        NetworkLowering.lowerNamed(
            NetworkFile.load(file, Optional.empty()), Precision.FLOAT32, Map.of());
    if (program.inputs().stream().anyMatch(input -> Tensor.length(input.extents()) > LARGE)) {
      return Kind.RESULT + " layers";
    }
    List<String> inputs = new ArrayList<>();
    for (ProgramInput input : program.inputs()) {
      Path array = folder.resolve("x" + inputs.size() + ".npy");
      Tensor probe = Audit.probe(input.extents());
      int[] batch = new int[probe.shape().length + 1];
      batch[0] = 1;
      System.arraycopy(probe.shape(), 0, batch, 1, batch.length - 1);
      Npy.write(array, Tensor.of(batch, probe.toArray()), Precision.FLOAT32);
      inputs.add("--input");
      inputs.add(program.inputs().size() == 1 ? array.toString() : input.name() + "=" + array);
    }
    List<Layer> all = program.layers();
    String layer = all.isEmpty() ? "" : all.get(all.size() / 2).name();
    String first =
        attribute(file, inputs, "--method", "integrated-gradients", "--objective", "logit:0");
    return first.startsWith(Kind.RESULT.name()) && !layer.isEmpty()
        ? attribute(
            file,
            inputs,
            "--method",
            "layer-conductance",
            "--objective",
            "probability:0",
            "--layer",
            layer)
        : first;
  }

  private String attribute(String file, List<String> inputs, String... more) {
    List<String> all = new ArrayList<>(List.of("attribute", file, "--quiet", "--steps", "4"));
    all.addAll(
        List.of(
            "--rule",
            "trapezoid",
            "--memory",
            "1g",
            "--out",
            folder.resolve("out.npy").toString()));
    all.addAll(inputs);
    all.addAll(List.of(more));
    String[] args = all.toArray(String[]::new);
    Ended ended = Ended.run(args);
    return ended.code() == 0 ? Kind.RESULT + " attribution" : end(ended, args);
  }

  private static String end(Ended ended, String... args) {
    String line = ended.err().strip();
    boolean oneLine = line.chars().noneMatch(Character::isISOControl) && !line.isEmpty();
    if (ended.code() == 2 && oneLine) {
      return Kind.REFUSED + " " + line;
    }
    List<String> again = new ArrayList<>(List.of("--stacktrace"));
    again.addAll(List.of(args));
    System.err.println(Ended.run(again.toArray(String[]::new)).err());
    Kind kind = line.startsWith("out of memory") ? Kind.OUT_OF_MEMORY : Kind.EXCEPTION;
    return kind + " " + args[0] + ": " + line.replaceAll("\\s+", " ");
  }
}
