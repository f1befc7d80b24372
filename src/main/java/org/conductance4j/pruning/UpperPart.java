package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Lanes;
import org.conductance4j.engine.Section;

/**
 * Runs the part above the layer for samples of any prunings, some of them at a time in each lane.
 * Owns native memory.
 */
final class UpperPart implements AutoCloseable {

  private final Lanes lanes;
  private final List<UpperLane> bound = new ArrayList<>();
  private Passes passes = Passes.NONE;

  /** Binds the sections above the first layer: to each next one, and from the last to the end. */
  UpperPart(ResolvedQuestion question, List<Section> sections) {
    this.lanes = Lanes.of(question.batch(), sections);
    try {
      while (bound.size() < lanes.count()) {
        bound.add(new UpperLane(question, sections, lanes));
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      close();
      throw e;
    }
  }

  Passes passes() {
    return passes;
  }

  /**
   * Fills in what samples ask for, in the order of their places, as many at a time as places can be
   * known.
   */
  void measure(List<PrunedSample> samples, SharedPath shared) {
    List<PrunedSample> sorted = new ArrayList<>(samples);
    sorted.sort(Comparator.comparingInt(PrunedSample::place));
    SortedSet<Integer> places = new TreeSet<>();
    int from = 0;
    for (int to = 0; to <= sorted.size(); to++) {
      boolean full = to < sorted.size() && !places.contains(sorted.get(to).place());
      if (to == sorted.size() || (full && places.size() == shared.capacity())) {
        shared.compute(places);
        measureKnown(sorted.subList(from, to), shared);
        from = to;
        places.clear();
      }
      if (to < sorted.size()) {
        places.add(sorted.get(to).place());
      }
    }
  }

  private void measureKnown(List<PrunedSample> samples, SharedPath shared) {
    List<List<PrunedSample>> shares = new ArrayList<>();
    for (int from = 0; from < samples.size(); from += lanes.rows()) {
      shares.add(samples.subList(from, Math.min(from + lanes.rows(), samples.size())));
    }
    lanes.each(shares, (rows, lane) -> bound.get(lane).measure(rows, shared));
    passes = passes.plus(new Passes(samples.size(), samples.size(), 0));
  }

  @Override
  public void close() {
    bound.forEach(UpperLane::close);
  }
}
