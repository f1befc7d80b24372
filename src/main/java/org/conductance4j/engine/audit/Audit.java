package org.conductance4j.engine.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.engine.Section;

/**
 * Checks a program at one example and along one direction. It compares the forward pass with that
 * of other software, the two derivatives with each other, and the gradient with differences of the
 * forward pass.
 */
public final class Audit {

  /** Allowed difference from the reference, as a part of the largest value. */
  static final double FORWARD = 1e-3;

  /** Allowed difference from the reference in units of its own unsteadiness, where that is more. */
  private static final double STEADY = 10;

  /** What is never allowed, however unsteady the reference is. */
  private static final double UNSTEADY = 5e-2;

  /** Relative size of the last two bits of a float32. */
  private static final double LAST_BITS = 0x1p-22;

  /** Allowed |⟨u, Jv⟩ − ⟨Jᵀu, v⟩|, as a part of |u||Jv|. */
  static final double DUALITY = 1e-5;

  /** Allowed difference of a change from the integral of its gradient, as a part of it. */
  static final double DIFFERENCE = 2e-2;

  /**
   * Size below which derivatives are rounding, as a part of the size that a change of the output by
   * itself would have. Layer normalisation of two features is such a case, and so is a saturated
   * softmax.
   */
  private static final double FLAT = 0.1;

  /** Difference up to which two gradients are enough; above it more are computed. */
  private static final double COARSE = 5e-3;

  private static final String UNTRUSTED =
      "its derivatives cannot be trusted: give a function for it (docs/hooks.md) or replace it";

  private static final double STEP = 0.002;
  private static final int[] NODES = {8, 64};

  /** Parts of the step for networks whose gradient turns many times along the whole of it. */
  private static final double[] SHORTER = {0.1, 0.01};

  private ReferenceForward reference;
  private final Program program;
  private final List<Tensor> given;
  private final double[] example;
  private final double[] direction;

  /**
   * What was found.
   *
   * @param comparedWith what the forward pass was compared with, such as {@code DL4J 1.0.0-M2.1},
   *     or {@code nothing}
   * @param forward largest difference of the outputs from the reference's, as a part of the largest
   *     of them; 0 where the forward pass was compared with nothing
   * @param duality |⟨u, Jv⟩ − ⟨Jᵀu, v⟩|, as a part of |u||Jv|
   * @param difference what F(b) − F(a) and the integral of ⟨∇F, b − a⟩ from a to b differ by, as a
   *     part of the integral of |∇F||b − a|; F = ⟨u, output⟩ and b − a a short way along ∇F(a). The
   *     integral is taken from the gradients at a and b, and from 8 or 64 between them where those
   *     do not agree with the change, along a shorter way where these do not either. It has no
   *     bound in a network with an activation that jumps
   */
  public record Findings(String comparedWith, double forward, double duality, double difference) {}

  private record Slopes(double duality, double difference) {}

  private Audit(ReferenceForward reference, Program program, List<Tensor> given) {
    this.reference = reference;
    this.program = program;
    this.given = List.copyOf(given);
    this.example = program.assemble(given).toArray();
    this.direction = random(example.length, 1);
  }

  /**
   * Checks a program.
   *
   * @param reference runs forward passes of the network that the program was lowered from
   * @param program what was lowered
   * @param examples one example of each of the network's inputs, as the network takes it; where the
   *     network begins with an embedding, the numbers to look up, or what was looked up, which no
   *     reference can run
   * @param compared runs between the comparison with the reference and the rest, for which the
   *     network's memory may already be given back
   * @return errors that are all within their bounds
   * @throws InvalidInputException if one is not; it names the first layer that differs
   */
  public static Findings check(
      ReferenceForward reference, Program program, List<Tensor> examples, Runnable compared) {
    return new Audit(reference, program, examples).check(compared);
  }

  /**
   * {@return an example of random numbers between −1 and 1, always the same} It serves for checks
   * without an input.
   *
   * @param shape the input's
   */
  public static Tensor probe(int... shape) {
    return Tensor.of(shape, random(Tensor.length(shape), 0));
  }

  private Findings check(Runnable compared) {
    Optional<double[]> theirs =
        program.canRun(given) ? reference.output(program.output(), given) : Optional.empty();
    String comparedWith = (theirs.isPresent() ? reference : ReferenceForward.NONE).name();
    double forward = 0;
    if (theirs.isPresent()) {
      forward = compared(theirs.get());
      for (int probe = 0; probe < reference.probes() && !program.embeds(); probe++) {
        forward = Math.max(forward, elsewhere(probe));
      }
    }
    reference.release();
    compared.run();
    Slopes slopes = slopes(program.whole(OutputStage.LOGITS));
    Findings findings = new Findings(comparedWith, forward, slopes.duality(), slopes.difference());
    require(
        findings.duality(),
        DUALITY,
        "needs agreement between jvp and vjp",
        UNTRUSTED,
        layer -> slopes(lower(layer)).duality());
    if (!program.jumps()) {
      require(
          findings.difference(),
          DIFFERENCE,
          "needs agreement between vjp and differences",
          UNTRUSTED,
          layer -> slopes(lower(layer)).difference());
    }
    return findings;
  }

  private double compared(double[] theirs) {
    double forward = forward(theirs);
    double allowed = Math.max(FORWARD, reference.rounding());
    if (forward > allowed) {
      allowed = Math.max(allowed, Math.min(UNSTEADY, STEADY * unsteadiness(theirs)));
    }
    require(
        forward,
        allowed,
        "needs to equal " + reference.title(),
        reference.remedy().orElse(UNTRUSTED),
        this::forward);
    return forward;
  }

  /**
   * How far the reference's output moves when the example changes in its last bits, in which 32
   * bits cannot be trusted. Networks of random weights may have large derivatives.
   */
  private double unsteadiness(double[] theirs) {
    List<Tensor> others = new ArrayList<>();
    for (Tensor one : given) {
      double[] values = one.toArray();
      double[] factors = random(values.length, 5);
      Arrays.setAll(values, i -> values[i] * (1 + LAST_BITS * factors[i]));
      others.add(Tensor.of(one.shape(), values));
    }
    return reference
        .output(program.output(), others)
        .map(moved -> difference(moved, theirs))
        .orElse(0.0);
  }

  /**
   * The same comparison at random numbers of the example's size, unless these are too large for the
   * reference.
   */
  private double elsewhere(int probe) {
    List<Tensor> others = new ArrayList<>();
    for (Tensor one : given) {
      double size = Arrays.stream(one.toArray()).map(Math::abs).max().orElse(0);
      double[] values = random(one.length(), 3L + probe);
      Arrays.setAll(values, i -> values[i] * (size > 0 ? size : 1));
      others.add(Tensor.of(one.shape(), values));
    }
    return reference
        .output(program.output(), others)
        .filter(theirs -> Arrays.stream(theirs).allMatch(Double::isFinite))
        .map(theirs -> new Audit(reference, program, others).compared(theirs))
        .orElse(0.0);
  }

  private void require(
      double error, double allowed, String rule, String remedy, ToDoubleFunction<Layer> again) {
    if (error <= allowed) {
      return;
    }
    String where = "network";
    double found = error;
    for (Layer layer : program.layers()) {
      double here = again.applyAsDouble(layer);
      if (!(here <= allowed)) {
        where = "layer '" + layer.name() + "'";
        found = here;
        break;
      }
    }
    throw InvalidInputException.of(
        where,
        rule + " to " + allowed,
        String.format(Locale.ROOT, "a relative difference of %.2g", found),
        remedy);
  }

  private Section lower(Layer layer) {
    return program.split(layer, OutputStage.OUTPUT).lower();
  }

  private double forward(double[] theirs) {
    double[] ours = value(program.whole(OutputStage.OUTPUT));
    double found = difference(ours, theirs);
    if (found <= FORWARD) {
      return found;
    }
    reference = reference.exact();
    return reference
        .output(program.output(), given)
        .map(exact -> difference(ours, exact))
        .orElse(found);
  }

  private double forward(Layer layer) {
    return reference
        .activation(layer.name(), given)
        .map(theirs -> difference(value(lower(layer)), theirs))
        .orElse(0.0);
  }

  private double[] value(Section section) {
    try (Evaluator evaluator = section.bindForward(1)) {
      evaluator.forward(example);
      return evaluator.target(0);
    }
  }

  private static double difference(double[] ours, double[] expected) {
    if (ours.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double scale = Double.MIN_NORMAL;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return largest / scale;
  }

  private Slopes slopes(Section section) {
    double[][] cotangents = cotangents(section);
    try (Evaluator evaluator = section.bind(1)) {
      double start = score(evaluator, cotangents[0], example);
      double size = FLAT * norm(cotangents[0]) * norm(evaluator.target(0));
      double[] gradient = evaluator.vjp(cotangents)[0];
      double[] tangent = evaluator.jvp(direction)[0];
      return new Slopes(
          duality(cotangents[0], gradient, tangent, size),
          difference(evaluator, cotangents, start, gradient, STEP * size));
    }
  }

  private double duality(double[] cotangent, double[] gradient, double[] tangent, double floor) {
    double forward = norm(cotangent) * norm(tangent);
    double backward = norm(gradient) * norm(direction);
    double gap = Math.abs(dot(cotangent, tangent) - dot(gradient, direction));
    return gap / positive(Math.max(Math.max(forward, backward), floor));
  }

  /**
   * Completeness along a short step up the gradient: exact across the kinks of ReLUs, where a
   * difference quotient is not.
   */
  private double difference(
      Evaluator evaluator, double[][] cotangents, double start, double[] gradient, double floor) {
    double scale = STEP * Math.max(norm(example), 1) / positive(norm(gradient));
    double[] way = Arrays.stream(gradient).map(slope -> scale * slope).toArray();
    double change = score(evaluator, cotangents[0], moved(way, 1)) - start;
    double[] end = evaluator.vjp(cotangents)[0];
    double integral = (dot(gradient, way) + dot(end, way)) / 2;
    double size = Math.max((norm(gradient) + norm(end)) / 2 * norm(way), floor);
    double found = Math.abs(change - integral) / positive(size);
    Climb climb = new Climb(way, change, floor);
    for (int k = 0; k < NODES.length && !(found <= (k == 0 ? COARSE : DIFFERENCE)); k++) {
      found = difference(evaluator, cotangents, climb, NODES[k]);
    }
    for (int k = 0; k < SHORTER.length && !(found <= DIFFERENCE); k++) {
      double part = SHORTER[k];
      double[] shorter = Arrays.stream(way).map(step -> step * part).toArray();
      double changed = score(evaluator, cotangents[0], moved(shorter, 1)) - start;
      found = difference(evaluator, cotangents, new Climb(shorter, changed, floor * part), 64);
    }
    return found;
  }

  /** A short step from the example, the change of F along it, and the least size to divide by. */
  @SuppressWarnings("ArrayRecordComponent") // lives within one method
  private record Climb(double[] way, double change, double floor) {}

  /** The same from gradients in between, in case few kinks distort the two at the ends. */
  private double difference(Evaluator evaluator, double[][] cotangents, Climb climb, int nodes) {
    double integral = 0;
    double size = 0;
    for (int node = 0; node < nodes; node++) {
      score(evaluator, cotangents[0], moved(climb.way(), (node + 0.5) / nodes));
      double[] gradient = evaluator.vjp(cotangents)[0];
      integral += dot(gradient, climb.way()) / nodes;
      size += norm(gradient) * norm(climb.way()) / nodes;
    }
    return Math.abs(climb.change() - integral) / positive(Math.max(size, climb.floor()));
  }

  private static double positive(double size) {
    return Math.max(size, Double.MIN_NORMAL);
  }

  private double[] moved(double[] way, double alpha) {
    double[] point = example.clone();
    Arrays.setAll(point, i -> point[i] + alpha * way[i]);
    return point;
  }

  private static double score(Evaluator evaluator, double[] cotangent, double[] point) {
    evaluator.forward(point);
    return dot(cotangent, evaluator.target(0));
  }

  /** Random for the first target, zero for values that bypass the layer. */
  private static double[][] cotangents(Section section) {
    double[][] cotangents = new double[section.targetShapes().size()][];
    for (int k = 0; k < cotangents.length; k++) {
      int length = Tensor.length(section.targetShapes().get(k));
      cotangents[k] = k == 0 ? random(length, 2) : new double[length];
    }
    return cotangents;
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
