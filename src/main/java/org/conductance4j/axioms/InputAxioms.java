package org.conductance4j.axioms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Hooks;
import org.conductance4j.engine.LayerFunction;

/** Axioms about single elements of the input: sensitivity (a) and (b), symmetry, positivity. */
record InputAxioms(Subject subject, long seed) {

  private static final int ELEMENTS = 3;
  private static final int CANDIDATES = 24;
  private static final int PAIRS = 4;
  private static final int WAYS = 8;
  private static final int STOPS = 12;
  private static final double EXACT = 1e-3;

  /** A score below this part of the change is nothing. */
  private static final double NOTHING = 1e-3;

  /** Whether a method scores elements of the input for the network's score. */
  private static boolean scoresInput(AttributionMethod method) {
    return !method.scoresLayer() && !method.needs(Need.NEURONS);
  }

  /**
   * Looks at elements that alone change F: x′ is x but for one of them. Each is tried as it is, and
   * behind a gate through which the network sees it move half of the way only, so that it has
   * saturated where the input lies.
   */
  Finding sensitivity(AttributionMethod method) {
    if (!scoresInput(method)) {
      return Finding.notApplicable(
          method.id(), Axiom.SENSITIVITY_A, "it does not score inputs for F");
    }
    double worst = 1;
    String detail = "no element alone changes the score";
    for (Lone lone : lones()) {
      for (boolean gated : new boolean[] {false, true}) {
        double change = gated ? lone.halfChange() : lone.change();
        double part = part(method, lone.element(), gated) / change;
        if (Math.abs(change) > NOTHING && Math.abs(part) <= worst) {
          worst = Math.abs(part);
          detail =
              String.format(
                  Locale.ROOT,
                  "element %d%s changes F by %.3g and gets %.3g",
                  lone.element(),
                  gated ? ", which saturates half way," : "",
                  change,
                  part * change);
        }
      }
    }
    double violation = worst < NOTHING ? 1 - worst : 0;
    return Finding.of(method.id(), Axiom.SENSITIVITY_A, violation, 0, detail);
  }

  /** An element, and by how much F changes when it alone moves all of its way, or half of it. */
  private record Lone(int element, double change, double halfChange) {}

  /** Those of the elements with the largest integrated gradients that alone change F most. */
  private List<Lone> lones() {
    ResolvedQuestion question = subject.question();
    int[] candidates = subject.telling(CANDIDATES);
    List<double[]> inputs = new ArrayList<>(List.of(question.input().toArray()));
    for (int element : candidates) {
      inputs.add(moved(question, element, 1));
      inputs.add(moved(question, element, 0.5));
    }
    double[] scores = subject.scores(inputs);
    return IntStream.range(0, candidates.length)
        .mapToObj(
            k -> {
              double without = scores[1 + 2 * k];
              return new Lone(candidates[k], scores[0] - without, scores[2 + 2 * k] - without);
            })
        .sorted(Comparator.comparingDouble((Lone lone) -> -Math.abs(lone.change())))
        .limit(ELEMENTS)
        .toList();
  }

  private double part(AttributionMethod method, int element, boolean gated) {
    ResolvedQuestion few = subject.few();
    double[] moved = moved(few, element, 1);
    ResolvedQuestion lone = few.withBaseline(Tensor.of(few.input().shape(), moved));
    if (!gated) {
      return Subject.attribute(method, lone).values().get(element);
    }
    double start = moved[element];
    double end = (start + few.input().get(element)) / 2;
    try (Hooks hooks = Hooks.on(few.program()).transformInput(gate(element, start, end))) {
      ResolvedQuestion behind = lone.withProgram(hooks.program());
      return Subject.attribute(method, behind).values().get(element);
    }
  }

  /** Lets one element through up to an end, seen from a start. */
  private static LayerFunction gate(int element, double start, double end) {
    return new LayerFunction() {
      private boolean saturated(double[] y) {
        return Math.abs(y[element] - start) > Math.abs(end - start);
      }

      @Override
      public double[] forward(double[] y) {
        double[] seen = y.clone();
        seen[element] = saturated(y) ? end : y[element];
        return seen;
      }

      @Override
      public double[] vjp(double[] y, double[] cotangent) {
        double[] gradient = cotangent.clone();
        gradient[element] = saturated(y) ? 0 : gradient[element];
        return gradient;
      }

      @Override
      public double[] jvp(double[] y, double[] tangent) {
        return vjp(y, tangent);
      }
    };
  }

  /** The input with one element a part of the way nearer to the baseline. */
  private static double[] moved(ResolvedQuestion question, int element, double part) {
    double[] input = question.input().toArray();
    input[element] += part * (question.baseline().get(element) - input[element]);
    return input;
  }

  /** Makes the network blind to some elements: it sees the baseline there. */
  Finding dummy(AttributionMethod method) {
    Axiom axiom = Axiom.SENSITIVITY_B;
    if (method.scoresLayer()) {
      return Finding.notApplicable(method.id(), axiom, "it does not score inputs");
    }
    ResolvedQuestion few = subject.few();
    SplittableRandom random = new SplittableRandom(seed);
    int length = few.input().length();
    int always = random.nextInt(length);
    int[] blind =
        IntStream.range(0, length).filter(i -> random.nextInt(4) == 0 || i == always).toArray();
    Tensor baseline = few.baseline();
    LayerFunction mask =
        linear(
            values -> {
              for (int element : blind) {
                values[element] = 0;
              }
              return values;
            },
            values -> {
              for (int element : blind) {
                values[element] = baseline.get(element);
              }
              return values;
            });
    try (Hooks hooks = Hooks.on(few.program()).transformInput(mask)) {
      Tensor scores = Subject.attribute(method, few.withProgram(hooks.program())).values();
      double largest = 0;
      for (int element : blind) {
        largest = Math.max(largest, Math.abs(scores.get(element)));
      }
      String detail = blind.length + " of " + length + " elements hidden from the network";
      return Finding.of(method.id(), axiom, largest / Subject.size(scores), EXACT, detail);
    }
  }

  /** Makes pairs of elements alike: the network sees their mean in both places. */
  Finding symmetry(AttributionMethod method) {
    Axiom axiom = Axiom.SYMMETRY;
    if (method.scoresLayer()) {
      return Finding.notApplicable(method.id(), axiom, "it does not score inputs");
    }
    int[] telling = subject.telling(2 * PAIRS);
    if (telling.length < 2) {
      return Finding.notApplicable(method.id(), axiom, "the input has one element");
    }
    UnaryOperator<double[]> mean =
        values -> {
          for (int pair = 0; pair + 1 < telling.length; pair += 2) {
            double middle = (values[telling[pair]] + values[telling[pair + 1]]) / 2;
            values[telling[pair]] = middle;
            values[telling[pair + 1]] = middle;
          }
          return values;
        };
    ResolvedQuestion few = subject.few();
    int[] shape = few.input().shape();
    ResolvedQuestion alike =
        few.withInput(Tensor.of(shape, mean.apply(few.input().toArray())))
            .withBaseline(Tensor.of(shape, mean.apply(few.baseline().toArray())));
    try (Hooks hooks = Hooks.on(few.program()).transformInput(linear(mean, mean))) {
      Tensor scores = Subject.attribute(method, alike.withProgram(hooks.program())).values();
      double apart = 0;
      for (int pair = 0; pair + 1 < telling.length; pair += 2) {
        double gap = scores.get(telling[pair]) - scores.get(telling[pair + 1]);
        apart = Math.max(apart, Math.abs(gap));
      }
      String detail = telling.length / 2 + " pairs of elements made alike";
      return Finding.of(method.id(), axiom, apart / Subject.size(scores), EXACT, detail);
    }
  }

  /** A function that is its own derivative, forwards and backwards, but for constants. */
  private static LayerFunction linear(
      UnaryOperator<double[]> derivative, UnaryOperator<double[]> value) {
    return new LayerFunction() {
      @Override
      public double[] forward(double[] y) {
        return value.apply(y.clone());
      }

      @Override
      public double[] vjp(double[] y, double[] cotangent) {
        return derivative.apply(cotangent.clone());
      }

      @Override
      public double[] jvp(double[] y, double[] tangent) {
        return derivative.apply(tangent.clone());
      }
    };
  }

  /** Looks whether F falls on random ways from x′ to x on which each element moves once. */
  Finding positivity(AttributionMethod method, Tensor scores) {
    Axiom axiom = Axiom.NON_DECREASING_POSITIVITY;
    if (!scoresInput(method)) {
      return Finding.notApplicable(method.id(), axiom, "it does not score inputs for F");
    }
    SplittableRandom random = new SplittableRandom(seed);
    for (int way = 0; way < WAYS; way++) {
      double[] along = subject.scores(way(random.split()));
      for (int stop = 1; stop < along.length; stop++) {
        if (along[stop] < along[stop - 1] - 1e-6 * Math.abs(along[stop - 1])) {
          return Finding.notApplicable(
              method.id(),
              axiom,
              String.format(
                  Locale.ROOT,
                  "F falls on a way to the input, from %.3g to %.3g",
                  along[stop - 1],
                  along[stop]));
        }
      }
    }
    double least = Arrays.stream(scores.toArray()).min().orElse(0);
    String detail = "F falls on none of " + WAYS + " random ways to the input";
    double violation = Math.max(0, -least) / Subject.size(scores);
    return Finding.of(method.id(), axiom, violation, EXACT, detail);
  }

  private List<double[]> way(SplittableRandom random) {
    ResolvedQuestion question = subject.question();
    double[] place = question.baseline().toArray();
    int[] stops = IntStream.range(0, place.length).map(i -> random.nextInt(STOPS)).toArray();
    List<double[]> way = new ArrayList<>(List.of(place.clone()));
    for (int stop = 0; stop < STOPS; stop++) {
      for (int i = 0; i < place.length; i++) {
        place[i] = stops[i] == stop ? question.input().get(i) : place[i];
      }
      way.add(place.clone());
    }
    return way;
  }
}
