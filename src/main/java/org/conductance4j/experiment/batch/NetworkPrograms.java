package org.conductance4j.experiment.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.frontend.InputRoles;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;
import org.jspecify.annotations.Nullable;

/**
 * A network and the programs that were lowered from it: one for each precision, input shape and
 * output. Each program is audited once. Safe for several threads.
 */
public final class NetworkPrograms {

  private final LoadedNetwork network;
  private final Preprocessing preprocessing;
  private final @Nullable PassedAudits audits;
  private final String place;
  private final boolean releases;
  private final UnaryOperator<Program> hooks;
  private final Map<Key, Program> lowered;
  private final Set<Program> audited;

  /** What a program was lowered for; shapes and values of the inputs by name are text. */
  private record Key(Precision precision, String output, String shapes, String values) {

    /** Whether a program of this key is one for other values. */
    boolean isStale(Key other) {
      return precision == other.precision && !values.equals(other.values);
    }
  }

  /**
   * Takes a network of which nothing is lowered yet.
   *
   * @param network not modified
   * @param audits those that passed before; null to audit nothing
   * @param place what an audit's error names first, such as {@code network}
   * @param releases whether the network's weights are given back after the first comparison with
   *     DL4J; nobody may then use the network's graph
   */
  public NetworkPrograms(
      LoadedNetwork network, @Nullable PassedAudits audits, String place, boolean releases) {
    this.network = network;
    this.preprocessing = Inputs.preprocessing(network);
    this.audits = audits;
    this.place = place;
    this.releases = releases;
    this.hooks = UnaryOperator.identity();
    this.lowered = new HashMap<>();
    this.audited = new HashSet<>();
  }

  private NetworkPrograms(NetworkPrograms other, UnaryOperator<Program> hooks) {
    this.network = other.network;
    this.preprocessing = other.preprocessing;
    this.audits = other.audits;
    this.place = other.place;
    this.releases = other.releases;
    this.lowered = other.lowered;
    this.audited = other.audited;
    this.hooks = hooks;
  }

  /**
   * Programs of the same network with hooks; the audits compare those without.
   *
   * @param newHooks makes of each program the one that is used
   * @return the programs, which share all lowered ones
   */
  public NetworkPrograms with(UnaryOperator<Program> newHooks) {
    return new NetworkPrograms(this, newHooks);
  }

  /** {@return the network} */
  public LoadedNetwork network() {
    return network;
  }

  /** {@return how pictures become the network's input} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Whether the network's weights are given back. */
  boolean releases() {
    return releases;
  }

  /** The network up to an output or its first one, without hooks. */
  Program lowered(Precision precision, Map<String, int[]> shapes, Optional<String> output) {
    return lowered(precision, shapes, Map.of(), output);
  }

  /**
   * The network up to an output or its first one, without hooks, for values of the inputs that are
   * given. Of each precision one program with values is kept.
   */
  Program lowered(
      Precision precision,
      Map<String, int[]> shapes,
      Map<String, Tensor> values,
      Optional<String> output) {
    Map<String, String> texts = new TreeMap<>();
    shapes.forEach((name, shape) -> texts.put(name, Arrays.toString(shape)));
    Map<String, String> fingerprints = new TreeMap<>();
    values.forEach((name, value) -> fingerprints.put(name, Sha256.of(value)));
    String given = fingerprints.isEmpty() ? "" : fingerprints.toString();
    synchronized (lowered) {
      Key key = new Key(precision, "", texts.toString(), given);
      if (!given.isEmpty() && lowered.keySet().removeIf(key::isStale)) {
        synchronized (audited) {
          audited.retainAll(lowered.values());
        }
      }
      Program first =
          lowered.computeIfAbsent(
              key,
              k ->
                  InvalidInputException.within(
                      "input",
                      () -> NetworkLowering.lowerGiven(network, precision, shapes, values)));
      return output
          .map(name -> new Key(precision, "output " + name, texts.toString(), given))
          .map(other -> lowered.computeIfAbsent(other, k -> atOutput(first, output.get())))
          .orElse(first);
    }
  }

  private static Program atOutput(Program program, String output) {
    return InvalidInputException.within("objective", () -> program.atOutput(output));
  }

  /**
   * The program for the input shape that the network tells by itself, in 64 bits and without hooks.
   *
   * @return empty for a network of several inputs, and for one that does not tell its shape
   */
  public Optional<Program> known() {
    List<String> names = network.inputNames();
    return names.size() > 1
        ? Optional.empty()
        : network
            .inputShape()
            .map(
                shape -> lowered(Precision.FLOAT64, Map.of(names.get(0), shape), Optional.empty()));
  }

  /**
   * Logits of some examples, one after the other, in 64 bits.
   *
   * @param inputs the examples
   * @return (example, shape of the logits of the first output)
   * @throws InvalidInputException if the inputs do not fit the network or it fails its audit
   */
  public Tensor logits(NamedInputs inputs) {
    InputRoles roles = inputs.roles(network);
    NamedInputs explained = inputs.only(roles.explained());
    NamedInputs given = inputs.only(roles.given());
    List<Tensor> logits = new ArrayList<>();
    for (int n = 0; n < explained.examples().size(); n++) {
      boolean alike = roles.given().isEmpty();
      List<List<Tensor>> examples =
          alike ? explained.examples() : List.of(explained.examples().get(n));
      Program plain =
          lowered(Precision.FLOAT64, explained.shapes(), given.values(n), Optional.empty());
      if (n == 0) {
        audit(plain, examples.get(0), given.values(0));
      }
      logits.addAll(logits(plain, examples));
      if (alike) {
        break;
      }
    }
    return Tensor.stack(logits);
  }

  private List<Tensor> logits(Program plain, List<List<Tensor>> examples) {
    Section whole = hooked(plain).whole(OutputStage.LOGITS);
    List<Tensor> logits = new ArrayList<>();
    try (Evaluator evaluator = whole.bindForward(1)) {
      for (List<Tensor> example : examples) {
        Tensor x = InvalidInputException.within("input", () -> plain.assemble(example));
        evaluator.forward(x.toArray());
        logits.add(Tensor.of(whole.targetShapes().get(0), evaluator.target(0)));
      }
    }
    return logits;
  }

  /** A lowered program with the hooks. */
  Program hooked(Program program) {
    return hooks.apply(program);
  }

  /** Checks a lowered program without hooks at an example, unless it was checked before. */
  void audit(Program program, List<Tensor> example, Map<String, Tensor> values) {
    synchronized (audited) {
      if (audits != null && !audited.contains(program)) {
        InvalidInputException.within(
            place, () -> audits.check(network, program, example, values, this::compared));
        audited.add(program);
      }
    }
  }

  private void compared() {
    if (releases) {
      network.release();
    }
  }
}
