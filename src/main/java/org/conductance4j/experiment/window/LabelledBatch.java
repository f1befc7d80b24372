package org.conductance4j.experiment.window;

import org.conductance4j.array.Tensor;

/**
 * Some pictures as a network takes them, with where their paths begin. Where fewer pictures are
 * left than a pass takes, the last one fills the rows; what comes of those rows is not looked at.
 */
final class LabelledBatch {

  private final Tensor[] inputs;
  private final Tensor[] baselines;
  private final int[] labels;

  LabelledBatch(Tensor[] inputs, Tensor[] baselines, int[] labels) {
    this.inputs = inputs.clone();
    this.baselines = baselines.clone();
    this.labels = labels.clone();
  }

  int count() {
    return labels.length;
  }

  Tensor input(int picture) {
    return inputs[picture];
  }

  int label(int picture) {
    return labels[Math.min(picture, labels.length - 1)];
  }

  /** Writes γ(α) into a row. */
  void point(int picture, double alpha, double[] rows, int start) {
    int p = Math.min(picture, labels.length - 1);
    Tensor x = inputs[p];
    Tensor from = baselines[p];
    for (int i = 0; i < x.length(); i++) {
      rows[start + i] = (1 - alpha) * from.get(i) + alpha * x.get(i);
    }
  }

  /** Adds an input to a sum of inputs. */
  void addInput(int picture, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += inputs[picture].get(i);
    }
  }

  /** Writes x − x′ inside a window into a row, 0 elsewhere. */
  void direction(int picture, boolean[] window, double[] rows, int start) {
    int p = Math.min(picture, labels.length - 1);
    Tensor x = inputs[p];
    Tensor from = baselines[p];
    for (int i = 0; i < x.length(); i++) {
      rows[start + i] = window[i] ? x.get(i) - from.get(i) : 0;
    }
  }
}
