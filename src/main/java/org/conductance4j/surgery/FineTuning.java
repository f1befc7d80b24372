package org.conductance4j.surgery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Trains a pruned network for a few epochs with DL4J, so that the remaining weights make up for the
 * pruned ones. What is masked stays masked: an inserted masking layer does not learn, and zeroed
 * weights are zeroed again after each step. The same options always show the same examples in the
 * same order.
 *
 * @param inputs (example, shape of one), as DL4J takes them
 * @param classes the class of each example, from 0
 * @param epochs how often each example is shown
 * @param batch number of examples in a step
 * @param learningRate of Adam
 * @param seed of the order, and of dropout
 */
public record FineTuning(
    Tensor inputs, List<Integer> classes, int epochs, int batch, double learningRate, long seed) {

  /** Keeps a copy of the classes and checks that there is one for each input. */
  public FineTuning {
    classes = List.copyOf(classes);
    if (inputs.rank() < 2 || inputs.size(0) != classes.size() || classes.isEmpty()) {
      throw InvalidInputException.of(
          "classes",
          "needs one class for each input, at least one",
          classes.size() + " for inputs of shape " + Arrays.toString(inputs.shape()),
          "write one a row");
    }
  }

  /**
   * A fine-tuned network and its accuracy.
   *
   * @param network the tuned network
   * @param accuracyBefore share of the examples that the pruned network classified correctly
   * @param accuracyAfter the same share for the tuned network
   */
  public record Result(PrunedNetwork network, double accuracyBefore, double accuracyAfter) {}

  /**
   * {@return a tuned copy of a network}
   *
   * @param pruned not modified
   * @throws InvalidInputException if the examples do not fit the network or it has no loss
   */
  public Result of(PrunedNetwork pruned) {
    ComputationGraph graph = learning(pruned.graph());
    double before = accuracy(graph);
    Nd4j.getRandom().setSeed(seed);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      order.add(i);
    }
    Random random = new Random(seed);
    for (int epoch = 0; epoch < epochs; epoch++) {
      Collections.shuffle(order, random);
      for (int from = 0; from < order.size(); from += batch) {
        step(graph, order.subList(from, Math.min(from + batch, order.size())));
        pruned.zeroed().forEach((layer, channels) -> Masking.zero(graph, layer, channels));
      }
    }
    return new Result(pruned.with(graph), before, accuracy(graph));
  }

  private ComputationGraph learning(ComputationGraph given) {
    if (given.getNumInputArrays() > 1 || given.getNumOutputArrays() > 1) {
      throw InvalidInputException.of(
          "fine-tune",
          "needs a network with one input and one output",
          given.getNumInputArrays() + " and " + given.getNumOutputArrays(),
          "leave fine-tuning out");
    }
    GraphCopy copy = new GraphCopy(given);
    for (String name : copy.order()) {
      if (!copy.isInput(name) && copy.layer(name) instanceof BaseLayer layer) {
        boolean mask = layer instanceof ElementWiseMultiplicationLayer;
        layer.setIUpdater(mask ? new NoOp() : new Adam(learningRate));
        layer.setBiasUpdater(null);
      }
    }
    ComputationGraph graph = copy.build();
    if (!(graph.getOutputLayer(0) instanceof IOutputLayer)) {
      throw InvalidInputException.of(
          "fine-tune",
          "needs a network that ends in an output layer",
          "one without a loss",
          "leave fine-tuning out");
    }
    return graph;
  }

  private void step(ComputationGraph graph, List<Integer> examples) {
    int outputs = outputs(graph);
    float[] targets = new float[examples.size() * outputs];
    for (int row = 0; row < examples.size(); row++) {
      targets[row * outputs + classes.get(examples.get(row))] = 1;
    }
    try (INDArray x = rows(graph, examples);
        INDArray y = Nd4j.createFromArray(targets).reshape(examples.size(), outputs)) {
      graph.fit(new INDArray[] {x}, new INDArray[] {y.castTo(x.dataType())});
    }
  }

  private int outputs(ComputationGraph graph) {
    int outputs = (int) graph.outputSingle(false, rows(graph, List.of(0))).length();
    for (int c : classes) {
      if (c < 0 || c >= outputs) {
        throw InvalidInputException.of(
            "classes", "needs an index from 0 to " + (outputs - 1), c, "count from 0");
      }
    }
    return outputs;
  }

  private INDArray rows(ComputationGraph graph, List<Integer> examples) {
    int length = inputs.length() / classes.size();
    double[] values = new double[examples.size() * length];
    for (int row = 0; row < examples.size(); row++) {
      for (int i = 0; i < length; i++) {
        values[row * length + i] = inputs.get(examples.get(row) * length + i);
      }
    }
    long[] shape = Arrays.stream(inputs.shape()).asLongStream().toArray();
    shape[0] = examples.size();
    return Nd4j.createFromArray(values)
        .reshape('c', shape)
        .castTo(graph.getConfiguration().getDataType());
  }

  private double accuracy(ComputationGraph graph) {
    int right = 0;
    for (int example = 0; example < classes.size(); example++) {
      INDArray output = graph.outputSingle(false, rows(graph, List.of(example)));
      right += output.reshape(output.length()).argMax(0).getInt(0) == classes.get(example) ? 1 : 0;
    }
    return (double) right / classes.size();
  }
}
