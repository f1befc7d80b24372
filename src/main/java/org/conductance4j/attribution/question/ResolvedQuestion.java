package org.conductance4j.attribution.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.jspecify.annotations.Nullable;

/**
 * What is explained: one scalar of one network at one input, seen from one baseline, at one layer
 * and for some regions.
 *
 * @param program the network
 * @param readout the scalar F
 * @param input x, of the program's input shape
 * @param baseline x′, of the same shape
 * @param draws the baselines of which expected gradients take the mean, of the same shape; empty
 *     for {@code baseline} alone
 * @param layer where neurons are looked at; null for the input alone
 * @param neurons those of the layer that are looked at one by one; may be empty
 * @param regions sets of input elements whose share is wanted; may be empty
 * @param path how the path integral is computed
 * @param batch number of path nodes that go through the network together
 * @param store bytes of memory for what is kept of nodes that are done; with less of it more nodes
 *     are computed twice
 */
public record ResolvedQuestion(
    Program program,
    Readout readout,
    Tensor input,
    Tensor baseline,
    List<Tensor> draws,
    @Nullable Layer layer,
    List<Neuron> neurons,
    List<Region> regions,
    PathOptions path,
    int batch,
    long store) {

  /** Path nodes that go through the network together where nothing else is asked for. */
  public static final int DEFAULT_BATCH = 8;

  /** Memory for what is kept of nodes where nothing else is asked for. */
  public static final long DEFAULT_STORE = 384L << 20;

  /**
   * Checks that everything fits the network. A program whose outputs are over time is taken up to
   * the readout's time step.
   *
   * @throws InvalidInputException if a shape does not fit or a number is not finite
   */
  public ResolvedQuestion {
    draws = List.copyOf(draws);
    neurons = List.copyOf(neurons);
    regions = List.copyOf(regions);
    program = program.steps() > 0 ? program.atStep(readout.step()) : program;
    check("input", input, program.inputShape());
    check("baseline", baseline, program.inputShape());
    for (Tensor draw : draws) {
      check("baseline", draw, program.inputShape());
    }
    for (Tensor place : path.through()) {
      check("through", place, program.inputShape());
    }
    for (Region region : regions) {
      if (!Arrays.equals(region.inputShape(), program.inputShape())) {
        throw InvalidInputException.of(
            "region",
            "needs the network's input shape " + Arrays.toString(program.inputShape()),
            Arrays.toString(region.inputShape()),
            "make it for this network");
      }
    }
    if (batch < 1) {
      throw InvalidInputException.of("batch", "must be at least 1", batch, "8 is common");
    }
  }

  private static void check(String where, Tensor tensor, int[] shape) {
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw InvalidInputException.of(
          where,
          "needs shape " + Arrays.toString(shape),
          Arrays.toString(tensor.shape()),
          "give one example as the network takes it");
    }
    for (int i = 0; i < tensor.length(); i++) {
      if (!Double.isFinite(tensor.get(i))) {
        throw InvalidInputException.of(
            where, "needs finite numbers", tensor.get(i) + " at element " + i, "repair the file");
      }
    }
  }

  /**
   * {@return a question about the input alone, with the adaptive rule}
   *
   * @param program the network
   * @param readout the scalar F
   * @param input x, of the program's input shape
   * @param baseline x′, of the same shape
   */
  public static ResolvedQuestion of(
      Program program, Readout readout, Tensor input, Tensor baseline) {
    return new ResolvedQuestion(
        program,
        readout,
        input,
        baseline,
        List.of(),
        null,
        List.of(),
        List.of(),
        PathOptions.adaptive(),
        DEFAULT_BATCH,
        DEFAULT_STORE);
  }

  /**
   * {@return the same question about another program, such as one with hooks}
   *
   * @param newProgram of the same input shape
   */
  public ResolvedQuestion withProgram(Program newProgram) {
    return new ResolvedQuestion(
        newProgram, readout, input, baseline, draws, layer, neurons, regions, path, batch, store);
  }

  /**
   * {@return the same question at a layer}
   *
   * @param newLayer where neurons are looked at
   */
  public ResolvedQuestion withLayer(Layer newLayer) {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, newLayer, neurons, regions, path, batch, store);
  }

  /** {@return the same question about the input alone} */
  public ResolvedQuestion withoutLayer() {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, null, neurons, regions, path, batch, store);
  }

  /**
   * {@return the same question from another baseline}
   *
   * @param newBaseline x′, of the input's shape
   */
  public ResolvedQuestion withBaseline(Tensor newBaseline) {
    return new ResolvedQuestion(
        program, readout, input, newBaseline, draws, layer, neurons, regions, path, batch, store);
  }

  /**
   * {@return the same question at another input}
   *
   * @param newInput x, of the same shape
   */
  public ResolvedQuestion withInput(Tensor newInput) {
    return new ResolvedQuestion(
        program, readout, newInput, baseline, draws, layer, neurons, regions, path, batch, store);
  }

  /**
   * {@return the same question from several baselines, drawn from a distribution}
   *
   * @param newDraws each of the input's shape
   */
  public ResolvedQuestion withDraws(List<Tensor> newDraws) {
    return new ResolvedQuestion(
        program, readout, input, baseline, newDraws, layer, neurons, regions, path, batch, store);
  }

  /**
   * {@return the same question for some neurons of the layer}
   *
   * @param newNeurons those that are looked at one by one
   */
  public ResolvedQuestion withNeurons(List<Neuron> newNeurons) {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, layer, newNeurons, regions, path, batch, store);
  }

  /**
   * {@return the same question for some regions}
   *
   * @param newRegions sets of input elements whose share is wanted
   */
  public ResolvedQuestion withRegions(List<Region> newRegions) {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, layer, neurons, newRegions, path, batch, store);
  }

  /**
   * {@return the same question with other path options}
   *
   * @param newPath how the path integral is computed
   */
  public ResolvedQuestion withPath(PathOptions newPath) {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, layer, neurons, regions, newPath, batch, store);
  }

  /**
   * {@return the same question about another scalar of the same network}
   *
   * @param newReadout the scalar F
   */
  public ResolvedQuestion withReadout(Readout newReadout) {
    return new ResolvedQuestion(
        program, newReadout, input, baseline, draws, layer, neurons, regions, path, batch, store);
  }

  /**
   * {@return the same question with another batch size}
   *
   * @param newBatch number of path nodes that go through the network together
   */
  public ResolvedQuestion withBatch(int newBatch) {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, layer, neurons, regions, path, newBatch, store);
  }

  /**
   * {@return the same question with another amount of memory for what is kept}
   *
   * @param newStore bytes
   */
  public ResolvedQuestion withStore(long newStore) {
    return new ResolvedQuestion(
        program, readout, input, baseline, draws, layer, neurons, regions, path, batch, newStore);
  }

  /**
   * {@return number of scalars of an example that cross from the lower part to the upper, 0 without
   * a layer}
   */
  public long crossingLength() {
    return layer == null
        ? 0
        : program.split(layer, target()).lower().targetShapes().stream()
            .mapToLong(Tensor::length)
            .sum();
  }

  /**
   * {@return the layer}
   *
   * @throws InvalidInputException if this question has none
   */
  public Layer needLayer() {
    if (layer == null) {
      throw InvalidInputException.of(
          "layer", "is needed", "none", "choose one of the network's layers");
    }
    return layer;
  }

  /**
   * {@return the neurons' row-major indices in the layer, in the order of the list}
   *
   * @throws InvalidInputException if this question has no layer or no neuron, or the layer has no
   *     such neuron
   */
  public int[] needNeurons() {
    Layer at = needLayer();
    if (neurons.isEmpty()) {
      throw InvalidInputException.of(
          "neuron", "is needed", "none", "give its index on each axis of the layer " + at.shape());
    }
    return neurons.stream().mapToInt(neuron -> neuron.place(at)).toArray();
  }

  /** {@return where F is read from: the logits, unless the layer is the output itself} */
  public OutputStage target() {
    return target(program, layer);
  }

  /**
   * {@return where F is read from, of a program without a question}
   *
   * @param program the network
   * @param layer where neurons are looked at; null for the input alone
   */
  public static OutputStage target(Program program, @Nullable Layer layer) {
    List<Layer> layers = program.layers();
    String last =
        program.outputs().size() > 1 ? program.output() : layers.get(layers.size() - 1).name();
    boolean output = layer != null && layer.name().equals(last);
    return output ? OutputStage.OUTPUT : OutputStage.LOGITS;
  }

  /**
   * {@return the straight parts of the path from the baseline on, as questions whose baseline and
   * input are the ends of a part; this question alone if its path is straight}
   */
  public List<ResolvedQuestion> segments() {
    if (path.through().isEmpty()) {
      return List.of(this);
    }
    List<ResolvedQuestion> segments = new ArrayList<>();
    Tensor from = baseline;
    List<Tensor> ends = new ArrayList<>(path.through());
    ends.add(input);
    for (Tensor end : ends) {
      segments.add(withPath(path.through(List.of())).withBaseline(from).withInput(end));
      from = end;
    }
    return List.copyOf(segments);
  }

  private void needStraight() {
    if (!path.through().isEmpty()) {
      throw InvalidInputException.of(
          "through",
          "goes with integrals of one path",
          path.through().size() + " places on the way",
          "leave them out, or choose integrated-gradients, layer-conductance or"
              + " regional-conductance");
    }
  }

  /**
   * {@return v = x − x′, (input's length)}
   *
   * @throws InvalidInputException if the path is not straight
   */
  public double[] direction() {
    needStraight();
    double[] direction = input.toArray();
    Arrays.setAll(direction, i -> direction[i] - baseline.get(i));
    return direction;
  }

  /**
   * {@return γ(α) = x′ + α(x − x′) for several α, (node × input's length); α = 1 is exactly x}
   *
   * @param alphas (node); not modified
   * @throws InvalidInputException if the path is not straight
   */
  public double[] points(double... alphas) {
    needStraight();
    int length = input.length();
    double[] points = new double[alphas.length * length];
    for (int node = 0; node < alphas.length; node++) {
      double alpha = alphas[node];
      for (int i = 0; i < length; i++) {
        points[node * length + i] = (1 - alpha) * baseline.get(i) + alpha * input.get(i);
      }
    }
    return points;
  }
}
