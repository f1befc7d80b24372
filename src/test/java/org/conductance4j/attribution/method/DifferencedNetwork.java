package org.conductance4j.attribution.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.conductance4j.array.Tensor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network as DL4J computes it, vertex by vertex in float64, with a layer's activation put in by
 * hand where asked for; its derivatives are differences of sixth order. Slow, and independent of
 * all that is tested.
 */
final class DifferencedNetwork {

  private static final double STEP = 5e-4;
  private static final double[] OFFSETS = {-3, -2, -1, 1, 2, 3};
  private static final double[] WEIGHTS = {-1 / 60.0, 0.15, -0.75, 0.75, -0.15, 1 / 60.0};

  private final ComputationGraph graph;
  private final int[][] shapes;
  private final String layer;
  private final int parts;
  private final int output;
  private final int end;
  private final Map<List<Object>, double[]> gradients = new HashMap<>();

  /**
   * Takes a network apart at a layer.
   *
   * @param graph with parameters in float64
   * @param shape of one example of the input
   * @param parts how many parts are stacked at the layer, 1 for none
   * @param output which element of the output is the score
   */
  DifferencedNetwork(ComputationGraph graph, int[] shape, String layer, int parts, int output) {
    this(graph, new int[][] {shape.clone()}, layer, parts, output, 0);
  }

  /**
   * Takes a network with several inputs and outputs apart at a layer.
   *
   * @param shapes of one example of each input; a point is all of them, one after the other
   * @param end which of the outputs
   */
  DifferencedNetwork(
      ComputationGraph graph, int[][] shapes, String layer, int parts, int output, int end) {
    this.graph = graph;
    this.shapes = shapes.clone();
    this.layer = layer;
    this.parts = parts;
    this.output = output;
    this.end = end;
  }

  double score(double[] x) {
    return scores(new double[][] {x}, null)[0];
  }

  /** Each gradient is computed once: tests ask for the same ones again and again. */
  private double[] gradient(String of, Supplier<double[]> differences, double[]... at) {
    List<Object> key = new ArrayList<>(List.of(of));
    Arrays.stream(at).forEach(point -> key.add(Tensor.of(new int[] {point.length}, point)));
    return gradients.computeIfAbsent(key, unknown -> differences.get()).clone();
  }

  /** ∂F/∂x. */
  double[] inputGradient(double[] x) {
    return gradient("F", () -> differences(scores(perturbed(x), null), x.length), x);
  }

  /** ∂H/∂y at y = G(x), with everything that bypasses the layer as it is at x. */
  double[] layerGradient(double[] x) {
    return layerGradient(x, activation(x));
  }

  /** ∂H/∂y at any y, with everything that bypasses the layer as it is at x. */
  double[] layerGradient(double[] x, double[] y) {
    double[][] points = new double[y.length * OFFSETS.length][];
    Arrays.fill(points, x);
    return gradient("H", () -> differences(scores(points, perturbed(y)), y.length), x, y);
  }

  /** y = G(x). */
  double[] activation(double[] x) {
    return layerValues(new double[][] {x})[0];
  }

  /** ∂y_j/∂x. */
  double[] neuronGradient(double[] x, int neuron) {
    return gradient(
        "neuron " + neuron,
        () ->
            differences(
                Arrays.stream(layerValues(perturbed(x))).mapToDouble(y -> y[neuron]).toArray(),
                x.length),
        x);
  }

  /** J_G v. */
  double[] layerTangent(double[] x, double[] v) {
    double[][] points = new double[OFFSETS.length][];
    for (int k = 0; k < OFFSETS.length; k++) {
      points[k] = x.clone();
      for (int i = 0; i < x.length; i++) {
        points[k][i] += OFFSETS[k] * STEP * v[i];
      }
    }
    double[][] values = layerValues(points);
    double[] tangent = new double[values[0].length];
    for (int k = 0; k < OFFSETS.length; k++) {
      for (int j = 0; j < tangent.length; j++) {
        tangent[j] += WEIGHTS[k] * values[k][j] / STEP;
      }
    }
    return tangent;
  }

  private static double[][] perturbed(double[] x) {
    double[][] points = new double[x.length * OFFSETS.length][];
    for (int p = 0; p < points.length; p++) {
      points[p] = x.clone();
      points[p][p / OFFSETS.length] += OFFSETS[p % OFFSETS.length] * STEP;
    }
    return points;
  }

  private static double[] differences(double[] scores, int n) {
    double[] gradient = new double[n];
    for (int p = 0; p < scores.length; p++) {
      gradient[p / OFFSETS.length] += WEIGHTS[p % OFFSETS.length] * scores[p] / STEP;
    }
    return gradient;
  }

  private double[] scores(double[][] points, double @Nullable [][] activations) {
    double[][] outputs =
        rows(run(points, activations, graph.getConfiguration().getNetworkOutputs().get(end)), 1);
    return Arrays.stream(outputs).mapToDouble(row -> row[output]).toArray();
  }

  private double[][] layerValues(double[][] points) {
    return rows(run(points, null, layer), parts);
  }

  /** One row an example; the parts of a stack lie behind each other in it. */
  private static double[][] rows(INDArray array, int parts) {
    double[] all = array.dup('c').data().asDouble();
    int batch = (int) array.size(0) / parts;
    int length = all.length / batch / parts;
    double[][] rows = new double[batch][parts * length];
    for (int part = 0; part < parts; part++) {
      for (int row = 0; row < batch; row++) {
        System.arraycopy(all, (part * batch + row) * length, rows[row], part * length, length);
      }
    }
    return rows;
  }

  private INDArray stacked(double[][] rows, long[] like) {
    int batch = rows.length;
    int length = rows[0].length / parts;
    double[] all = new double[batch * parts * length];
    for (int part = 0; part < parts; part++) {
      for (int row = 0; row < batch; row++) {
        System.arraycopy(rows[row], part * length, all, (part * batch + row) * length, length);
      }
    }
    long[] batched = like.clone();
    batched[0] = (long) batch * parts;
    return Nd4j.createFromArray(all).reshape('c', batched);
  }

  private INDArray run(double[][] points, double @Nullable [][] activations, String wanted) {
    Map<String, INDArray> given = inputs(points);
    graph.setInputs(given.values().toArray(INDArray[]::new));
    GraphVertex[] vertices = graph.getVertices();
    Map<String, INDArray> values = new HashMap<>();
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      INDArray value =
          vertex.isInputVertex()
              ? Objects.requireNonNull(given.get(vertex.getVertexName()))
              : forward(vertex, points.length);
      if (activations != null && vertex.getVertexName().equals(layer)) {
        value = stacked(activations, value.shape());
      }
      values.put(vertex.getVertexName(), value);
      if (vertex.getVertexName().equals(wanted)) {
        break;
      }
      if (vertex.getOutputVertices() != null) {
        for (VertexIndices to : vertex.getOutputVertices()) {
          vertices[to.getVertexIndex()].setInput(
              to.getVertexEdgeNumber(), value.dup('c'), LayerWorkspaceMgr.noWorkspaces());
        }
      }
    }
    graph.clear();
    return Objects.requireNonNull(values.get(wanted), wanted);
  }

  private Map<String, INDArray> inputs(double[][] points) {
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    int start = 0;
    for (int k = 0; k < shapes.length; k++) {
      long[] batched = new long[shapes[k].length + 1];
      batched[0] = points.length;
      int length = 1;
      for (int i = 0; i < shapes[k].length; i++) {
        batched[i + 1] = shapes[k][i];
        length *= shapes[k][i];
      }
      double[] flat = new double[points.length * length];
      for (int row = 0; row < points.length; row++) {
        System.arraycopy(points[row], start, flat, row * length, length);
      }
      start += length;
      inputs.put(
          graph.getConfiguration().getNetworkInputs().get(k),
          Nd4j.createFromArray(flat).reshape('c', batched));
    }
    return inputs;
  }

  private static INDArray forward(GraphVertex vertex, int batch) {
    if (vertex.hasLayer()) {
      vertex.getLayer().setInputMiniBatchSize(batch);
    }
    return vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces()).dup('c');
  }
}
