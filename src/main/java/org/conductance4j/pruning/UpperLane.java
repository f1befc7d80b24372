package org.conductance4j.pruning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.path.CachedActivations;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Lanes;
import org.conductance4j.engine.Section;

/**
 * Runs the part above the layer for a few samples, in one lane. Where several layers are pruned it
 * is cut at those above the first. Owns native memory.
 */
final class UpperLane implements AutoCloseable {

  private final ResolvedQuestion question;
  private final int size;
  private final int[] lengths;
  private final List<Evaluator> parts = new ArrayList<>();
  private final List<double[]> intact = new ArrayList<>();

  /** Binds the sections above the first layer: to each next one, and from the last to the end. */
  UpperLane(ResolvedQuestion question, List<Section> sections, Lanes lanes) {
    this.question = question;
    this.size = lanes.rows();
    this.lengths = sections.get(0).sourceShapes().stream().mapToInt(Tensor::length).toArray();
    try {
      sections.forEach(section -> parts.add(lanes.bind(section)));
    } catch (RuntimeException | OutOfMemoryError e) {
      close();
      throw e;
    }
  }

  /** Fills in what samples ask for, of which there are no more than the lane has rows. */
  void measure(List<PrunedSample> rows, SharedPath shared) {
    double[] values = forward(rows, shared);
    double[][] products = products(rows, values, shared);
    int classes = values.length / size;
    for (int row = 0; row < rows.size(); row++) {
      double score = question.readout().value(question.target(), values, row, classes);
      rows.get(row).found(score, products[0][row], products[1][row], products[2][row]);
    }
  }

  private double[] forward(List<PrunedSample> rows, SharedPath shared) {
    double[][] sources = new double[lengths.length][];
    Arrays.setAll(sources, k -> new double[size * lengths[k]]);
    Lanes.eachRow(
        size,
        row -> {
          PrunedSample sample = rows.get(Math.min(row, rows.size() - 1));
          for (int k = 0; k < lengths.length; k++) {
            double[] value = value(shared, sample, k);
            if (k == 0) {
              value = sample.transform(0).forward(value);
            }
            System.arraycopy(value, 0, sources[k], row * lengths[k], lengths[k]);
          }
        });
    intact.clear();
    double[][] crossing = sources;
    for (int layer = 0; layer < parts.size(); layer++) {
      if (layer > 0) {
        intact.add(crossing[0].clone());
        int at = layer;
        each(crossing[0], rows, (sample, row, y) -> sample.transform(at).forward(y));
      }
      Evaluator part = parts.get(layer);
      part.forward(crossing);
      crossing = new double[part.targets()][];
      Arrays.setAll(crossing, part::target);
    }
    return crossing[0];
  }

  /** Changes one row of a size. */
  @FunctionalInterface
  private interface RowChange {
    double[] of(PrunedSample sample, int row, double[] values);
  }

  private void each(double[] all, List<PrunedSample> rows, RowChange change) {
    int length = all.length / size;
    Lanes.eachRow(
        size,
        row -> {
          PrunedSample sample = rows.get(Math.min(row, rows.size() - 1));
          double[] own = Arrays.copyOfRange(all, row * length, (row + 1) * length);
          System.arraycopy(change.of(sample, row, own), 0, all, row * length, length);
        });
  }

  /** The end's gradient, through all layers but the first, on what that one hands on. */
  private double[][] gradients(List<PrunedSample> rows, double[] cotangents) {
    double[][] gradients = parts.get(parts.size() - 1).vjp(cotangents);
    for (int layer = parts.size() - 1; layer > 0; layer--) {
      int at = layer;
      double[] seen = intact.get(layer - 1);
      int length = seen.length / size;
      each(
          gradients[0],
          rows,
          (sample, row, u) ->
              sample
                  .transform(at)
                  .vjp(Arrays.copyOfRange(seen, row * length, (row + 1) * length), u));
      gradients = parts.get(layer - 1).vjp(gradients);
    }
    return gradients;
  }

  /** ⟨∇F_m, v⟩, ⟨∇F_m, v_R⟩ and ⟨∇H, J_G v⟩ of each row; the last is F_m's own unless held. */
  private double[][] products(List<PrunedSample> rows, double[] values, SharedPath shared) {
    int classes = values.length / size;
    double[] cotangents = new double[values.length];
    for (int row = 0; row < size; row++) {
      question.readout().cotangent(question.target(), values, row, classes, cotangents);
    }
    double[][] gradients = gradients(rows, cotangents);
    double[][] products = new double[3][size];
    Lanes.eachRow(
        rows.size(),
        row -> {
          PrunedSample sample = rows.get(row);
          CachedActivations.Entry known = shared.at(sample.place());
          for (int k = 0; k < lengths.length; k++) {
            int start = row * lengths[k];
            double[] gradient = Arrays.copyOfRange(gradients[k], start, start + lengths[k]);
            products[2][row] += known.along().get(k).dot(gradient);
            if (k == 0) {
              gradient = sample.transform(0).vjp(value(shared, sample, 0), gradient);
            }
            products[0][row] += known.along().get(k).dot(gradient);
            products[1][row] += known.inside().get(k).dot(gradient);
            sample.crossed(gradient);
          }
        });
    return products;
  }

  private double[] value(SharedPath shared, PrunedSample sample, int k) {
    double[] value = new double[lengths[k]];
    shared.at(sample.place()).values().get(k).copyTo(value, 0);
    return value;
  }

  @Override
  public void close() {
    parts.forEach(Evaluator::close);
  }
}
