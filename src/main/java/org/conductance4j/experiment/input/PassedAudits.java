package org.conductance4j.experiment.input;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.backend.BackendFacts;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.model.LoadedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which networks passed their audit, so that the next run on the same file skips it. Each
 * is a small file in a folder. Its name is a hash of everything that the outcome depends on except
 * the example. The environment variable {@value #VARIABLE} names the folder. Without it, or with
 * {@code none}, every run does its own audit.
 */
public final class PassedAudits {

  static final String VARIABLE = "CONDUCTANCE4J_CACHE";

  private static final String OFF = "none";

  private final @Nullable Path folder;
  private final String tool;

  /**
   * Audits that are kept in a folder.
   *
   * @param folder made when it is needed; null to keep none
   * @param tool what tells one build of the program from another; empty to keep none
   */
  PassedAudits(@Nullable Path folder, String tool) {
    this.folder = folder;
    this.tool = tool;
  }

  /** {@return the audits in the folder that the environment names} */
  public static PassedAudits ofEnvironment() {
    String name = System.getenv(VARIABLE);
    boolean off = name == null || name.isBlank() || name.equals(OFF);
    return new PassedAudits(off ? null : Path.of(name), off ? "" : archive());
  }

  /** {@return audits of which none is kept} */
  public static PassedAudits none() {
    return new PassedAudits(null, "");
  }

  /**
   * An audit that was passed.
   *
   * @param now whether it was done now
   * @param comparedWith what the forward pass was compared with, as {@link Audit.Findings} has it
   * @param difference the largest of the forward pass, relative to the largest value; of programs
   *     that were compared with nothing, 0
   */
  public record Passed(boolean now, String comparedWith, double difference) {

    private String text() {
      return comparedWith + "\n" + difference;
    }

    private static Passed before(String text) {
      int line = text.indexOf('\n');
      return new Passed(
          false, text.substring(0, line), Double.parseDouble(text.substring(line + 1)));
    }
  }

  /**
   * Audits a program, unless that was done before.
   *
   * @param network the program was lowered from
   * @param program to be checked
   * @param example one example of each of the program's inputs
   * @param values those of the inputs that it was lowered for, by name
   * @param compared runs once the network's memory may be released, if nothing else needs it
   * @return what it found, now or before
   * @throws InvalidInputException if it fails
   */
  public Passed check(
      LoadedNetwork network,
      Program program,
      List<Tensor> example,
      Map<String, Tensor> values,
      Runnable compared) {
    Path known = file(network, program, example, values);
    Optional<Passed> before = Optional.ofNullable(known).flatMap(PassedAudits::read);
    if (before.isPresent()) {
      compared.run();
      return before.get();
    }
    ReferenceForward reference = NetworkLowering.reference(network, program, values);
    Audit.Findings found = Audit.check(reference, program, example, compared);
    Passed passed = new Passed(true, found.comparedWith(), found.forward());
    if (known != null) {
      remember(known, passed);
    }
    return passed;
  }

  private @Nullable Path file(
      LoadedNetwork network, Program program, List<Tensor> example, Map<String, Tensor> values) {
    Path within = folder;
    if (within == null || tool.isEmpty() || network.sha256().isEmpty()) {
      return null;
    }
    List<Object> all =
        List.of(
            network.sha256(),
            tool,
            NetworkLowering.hasReference(network),
            BackendFacts.current(),
            ToolFacts.cpu(),
            program.precision(),
            program.output(),
            Arrays.toString(program.outputShape()),
            example.stream().map(one -> Arrays.toString(one.shape())).toList(),
            values.entrySet().stream()
                .map(entry -> entry.getKey() + Arrays.toString(entry.getValue().shape()))
                .sorted()
                .toList());
    return within.resolve("audit-" + Sha256.of(all.toString()));
  }

  /** Empty where none was kept, or not as a whole. */
  private static Optional<Passed> read(Path file) {
    try {
      return Optional.of(Passed.before(Files.readString(file)));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** If the folder cannot be written, the next run does the audit too. */
  private static void remember(Path file, Passed passed) {
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, passed.text());
    } catch (IOException e) {
      return;
    }
  }

  /** The hash of the archive that this program runs from; empty for loose classes. */
  private static String archive() {
    CodeSource source = PassedAudits.class.getProtectionDomain().getCodeSource();
    try {
      Path file = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      return Files.isRegularFile(file) ? Sha256.of(file) : "";
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
