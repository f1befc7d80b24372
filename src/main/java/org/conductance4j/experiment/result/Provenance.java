package org.conductance4j.experiment.result;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Sha256;
import org.conductance4j.config.RecordJson;
import org.conductance4j.engine.backend.BackendFacts;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.input.ToolFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a result was made from and on, as {@code provenance.json} holds it (there in snake_case;
 * what is null is left out).
 *
 * @param tool the program
 * @param config the config after overrides and defaults
 * @param configSha256 SHA-256 of the resolved config's canonical JSON
 * @param seeds every seed that the run used, by its key
 * @param sha256 SHA-256 of each file that was read, by its role: network, image, labels
 * @param dtype float32 or float64
 * @param backend the numeric library
 * @param jvm the Java machine
 * @param os the operating system
 * @param cpu the processor and the number of processors that the run could use
 * @param started when the run began, ISO 8601 in UTC
 * @param wallSeconds how long it took
 * @param comparedWith what the network's forward pass was compared with; null before its audit
 */
public record Provenance(
    Tool tool,
    Map<String, Object> config,
    String configSha256,
    Map<String, List<Long>> seeds,
    Map<String, String> sha256,
    String dtype,
    Backend backend,
    String jvm,
    String os,
    String cpu,
    String started,
    double wallSeconds,
    @Nullable ComparedWith comparedWith) {

  /**
   * {@return the provenance of what this program makes on this machine}
   *
   * @param resolved the config after overrides and defaults
   * @param seeds every seed that the run uses, by its key
   * @param sha256 SHA-256 of each file that is read, by its role
   * @param precision what is computed in
   * @param started when the run began
   * @param wallSeconds how long it took
   */
  public static Provenance ofThisProgram(
      Map<String, Object> resolved,
      Map<String, List<Long>> seeds,
      Map<String, String> sha256,
      Precision precision,
      Instant started,
      double wallSeconds) {
    BackendFacts backend = BackendFacts.current();
    return new Provenance(
        new Tool(ToolFacts.version(), ToolFacts.gitCommit()),
        resolved,
        Sha256.of(RecordJson.of(resolved)),
        seeds,
        sha256,
        ResultStore.dtype(precision),
        new Backend(backend.name(), backend.version(), backend.nativeBuild()),
        ToolFacts.jvm(),
        ToolFacts.os(),
        ToolFacts.cpu(),
        started.toString(),
        wallSeconds,
        null);
  }

  /**
   * {@return the same of a result that is complete}
   *
   * @param seconds how long its runs took together
   * @param audit that its network passed
   */
  public Provenance completed(double seconds, PassedAudits.Passed audit) {
    return new Provenance(
        tool,
        config,
        configSha256,
        seeds,
        sha256,
        dtype,
        backend,
        jvm,
        os,
        cpu,
        started,
        seconds,
        new ComparedWith(audit.comparedWith(), audit.difference()));
  }

  /**
   * What the forward pass was compared with.
   *
   * @param name such as {@code DL4J 1.0.0-M2.1}, or {@code nothing}
   * @param largestDifference relative to the largest value; 0 beside {@code nothing}
   */
  public record ComparedWith(String name, double largestDifference) {}

  /**
   * The program.
   *
   * @param version its version
   * @param gitCommit the commit it was built from, or null where that is unknown
   */
  public record Tool(String version, @Nullable String gitCommit) {}

  /**
   * The numeric library.
   *
   * @param name of ND4J's backend
   * @param version of ND4J
   * @param nativeBuild the native build that was loaded
   */
  public record Backend(String name, String version, String nativeBuild) {}
}
