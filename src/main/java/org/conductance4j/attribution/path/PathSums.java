package org.conductance4j.attribution.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.question.PathOptions;
import org.conductance4j.attribution.question.ResolvedQuestion;

/**
 * The sums over the nodes of a path, or of a straight part of it. Arrays are not copied: those who
 * make them keep none.
 */
final class PathSums {

  private static final double TOP = 0.01;

  private double[] ends = new double[2];
  private double[] arrays = new double[0];
  private Optional<double[]> coarse = Optional.empty();
  private Optional<double[]> bounds = Optional.empty();
  private double[] plain = new double[0];
  private double[] inside = new double[0];
  private double[] regionErrors = new double[0];
  private double additivityGap;
  private double estimate;
  private int nodes;
  private PathRecord.Outcome outcome = PathRecord.Outcome.FIXED;
  private Passes passes = Passes.NONE;
  private List<PathPoint> trace = List.of();

  private PathSums() {}

  /** Sums over the nodes of a fixed rule. */
  static final class Fixed {
    private final double[] terms;
    private final double[] arrays;
    private final List<PathPoint> trace = new ArrayList<>();

    Fixed(int terms, int length) {
      this.terms = new double[terms];
      this.arrays = new double[length];
    }

    void add(PathPoint point, double[] nodeTerms, double[] nodeArrays) {
      for (int k = 0; k < terms.length; k++) {
        terms[k] += point.weight() * nodeTerms[k];
      }
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] += point.weight() * nodeArrays[i];
      }
      trace.add(point);
    }

    PathSums done(
        ResolvedQuestion question, double[] ends, double noise, PathProbe.Account account) {
      PathSums sums = new PathSums();
      sums.ends = ends;
      sums.arrays = arrays;
      sums.plain = terms;
      sums.inside = Arrays.copyOfRange(terms, 1, 1 + question.regions().size());
      sums.estimate = Math.max(noise, Math.abs(ends[1] - ends[0] - terms[0]));
      sums.nodes = trace.size();
      sums.passes = account.passes();
      sums.additivityGap = account.additivityGap();
      List<PathPoint> all = new ArrayList<>(trace);
      all.add(new PathPoint(0, ends[0], 0));
      all.add(new PathPoint(1, ends[1], 0));
      all.sort(Comparator.comparingDouble(PathPoint::alpha));
      sums.trace = all;
      return sums;
    }
  }

  /** The sums of an adaptive path that is done. */
  static PathSums of(ResolvedQuestion question, AdaptivePath path, Passes passes) {
    PathPieces pieces = path.pieces();
    PathSums sums = new PathSums();
    sums.ends = path.ends();
    sums.arrays = path.arrays();
    sums.coarse = path.coarseArrays();
    sums.bounds = path.bounds();
    sums.plain = new double[pieces.terms()];
    Arrays.setAll(sums.plain, pieces::plain);
    sums.inside = new double[question.regions().size()];
    Arrays.setAll(sums.inside, region -> pieces.corrected(1 + region));
    sums.regionErrors = new double[question.regions().size()];
    Arrays.setAll(sums.regionErrors, region -> pieces.bound(1 + region));
    sums.estimate = pieces.largestBound();
    sums.nodes = pieces.count();
    sums.outcome = path.outcome();
    sums.passes = passes;
    sums.trace = path.trace();
    return sums;
  }

  /** Sums over straight parts that follow one another; errors are added. */
  static PathSums joined(List<PathSums> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    PathSums first = parts.get(0);
    PathSums all = new PathSums();
    all.ends = new double[] {first.ends[0], parts.get(parts.size() - 1).ends[1]};
    all.arrays = new double[first.arrays.length];
    all.plain = new double[first.plain.length];
    all.inside = new double[first.inside.length];
    all.regionErrors = new double[first.regionErrors.length];
    double[] every = new double[first.arrays.length];
    double[] largest = new double[first.arrays.length];
    boolean complete = true;
    List<PathPoint> trace = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      PathSums one = parts.get(part);
      add(one.arrays, all.arrays);
      add(one.plain, all.plain);
      add(one.inside, all.inside);
      add(one.regionErrors, all.regionErrors);
      one.coarse.ifPresent(some -> add(some, every));
      one.bounds.ifPresent(some -> add(some, largest));
      complete &= one.coarse.isPresent() && one.bounds.isPresent();
      all.additivityGap += one.additivityGap;
      all.estimate += one.estimate;
      all.nodes += one.nodes;
      all.passes = all.passes.plus(one.passes);
      all.outcome = one.outcome.compareTo(all.outcome) > 0 ? one.outcome : all.outcome;
      for (PathPoint point : one.trace) {
        double alpha = (part + point.alpha()) / parts.size();
        trace.add(new PathPoint(alpha, point.score(), point.weight() / parts.size()));
      }
    }
    all.coarse = complete ? Optional.of(every) : Optional.empty();
    all.bounds = complete ? Optional.of(largest) : Optional.empty();
    all.trace = trace;
    return all;
  }

  private static void add(double[] some, double[] sums) {
    for (int i = 0; i < some.length; i++) {
      sums[i] += some[i];
    }
  }

  /** The explanation of an example whose sums these are. */
  Explanation explanation(ResolvedQuestion whole, ArrayLayout layout) {
    double change = ends[1] - ends[0];
    List<Tensor> tensors = layout.tensors(arrays);
    List<Part> order = layout.order();
    return new Explanation(
        whole.readout(),
        ends[1],
        ends[0],
        order,
        tensors.subList(0, order.size()),
        Arrays.stream(inside).boxed().toList(),
        plain[0],
        ledger(whole, layout, tensors, change),
        record(whole, layout, change));
  }

  private Ledger ledger(
      ResolvedQuestion whole, ArrayLayout layout, List<Tensor> tensors, double change) {
    double scale = Explanation.scale(change);
    List<Part> order = layout.order();
    int input = order.indexOf(Part.INPUT);
    int layer = order.indexOf(Part.LAYER);
    int regions = order.indexOf(Part.REGIONS);
    double bypass = plain[plain.length - 1];
    double inputResidual = input < 0 ? 0 : tensors.get(input).sum() - change;
    double layerResidual = layer < 0 ? 0 : tensors.get(layer).sum() + bypass - change;
    double regional = 0;
    for (int region = 0; input >= 0 && regions >= 0 && region < inside.length; region++) {
      double map = whole.regions().get(region).sum(tensors.get(input).toArray());
      regional = Math.max(regional, Math.abs(plain[1 + region] - map));
    }
    double additivity = layout.complement() ? additivity(tensors, layer, regions) : additivityGap;
    return new Ledger(
        Math.abs(inputResidual) / scale,
        Math.abs(layerResidual) / scale,
        regional / scale,
        additivity / scale,
        bypass / (change == 0 ? 1 : change));
  }

  private static double additivity(List<Tensor> tensors, int layer, int region) {
    Tensor whole = tensors.get(layer);
    Tensor inside = tensors.get(region);
    Tensor outside = tensors.get(tensors.size() - 1);
    double gap = 0;
    for (int j = 0; j < whole.length(); j++) {
      gap += Math.abs(inside.get(j) + outside.get(j) - whole.get(j));
    }
    return gap;
  }

  private PathRecord record(ResolvedQuestion whole, ArrayLayout layout, double change) {
    double scale = Explanation.scale(change);
    PathErrors errors =
        new PathErrors(
            Math.abs(change - plain[0]) / scale,
            Arrays.stream(regionErrors).map(error -> error / scale).boxed().toList(),
            coarse.isPresent() && bounds.isPresent()
                ? elements(layout, coarse.get(), bounds.get(), scale)
                : List.of());
    return new PathRecord(
        whole.path().rule(),
        nodes,
        whole.path().passes() == PathOptions.ANY_PASSES ? whole.path().tolerance() : 0,
        estimate / scale,
        errors,
        outcome,
        passes,
        whole.program().approximations(),
        trace);
  }

  private List<PathErrors.Elements> elements(
      ArrayLayout layout, double[] every, double[] largest, double scale) {
    List<Tensor> fine = layout.tensors(arrays);
    List<Tensor> rough = layout.tensors(every);
    List<Tensor> bound = layout.tensors(largest);
    List<PathErrors.Elements> elements = new ArrayList<>();
    for (int k = 0; k < layout.order().size(); k++) {
      elements.add(
          new PathErrors.Elements(
              layout.order().get(k),
              Arrays.stream(bound.get(k).toArray()).max().orElse(0) / scale,
              overlap(fine.get(k).toArray(), rough.get(k).toArray())));
    }
    return elements;
  }

  /** Share of the top of one array that is in the top of the other. */
  private static double overlap(double[] fine, double[] rough) {
    int top = (int) Math.max(1, TOP * fine.length);
    double leastFine = threshold(fine, top);
    double leastRough = threshold(rough, top);
    int common = 0;
    for (int i = 0; i < fine.length; i++) {
      common += fine[i] >= leastFine && rough[i] >= leastRough ? 1 : 0;
    }
    return Math.min(1, common / (double) top);
  }

  private static double threshold(double[] values, int top) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - top];
  }
}
