package org.conductance4j.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Compares DL4J's layers with a direct sum with TensorFlow's SAME padding: ceil(side / stride)
 * outputs, and an odd padding has its extra row and column at the bottom and on the right.
 */
class BlueprintTest {

  private static final int CHANNELS = 3;
  private static final int CLASSES = 2;
  private static final double EPSILON = 1e-3;

  /** Largest difference measured 1e-6 over these cases, in float32. */
  private static final double TOLERANCE = 1e-5;

  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest
  @CsvSource({
    "3,1,8,false",
    "3,2,8,false",
    "3,2,7,false",
    "5,2,8,false",
    "1,1,5,false",
    "3,1,8,true",
    "3,2,8,true",
    "3,2,7,true",
    "5,2,8,true",
    "5,1,6,true",
    "5,2,9,true"
  })
  void convolutionNormalisationAndRelu6_equalADirectSum(
      int kernel, int stride, int side, boolean depthwise) {
    Blueprint plan = new Blueprint(side);
    if (depthwise) {
      plan.depthwise("c", Blueprint.INPUT, CHANNELS, kernel, stride);
    } else {
      plan.convolution("c", Blueprint.INPUT, CHANNELS, CHANNELS, kernel, stride);
    }
    plan.normalisation("n", "n", "c", CHANNELS, EPSILON);
    plan.activation("r", "n", Activation.RELU6);
    plan.classifier("fc", plan.mean("m", "r"), CHANNELS, CLASSES);
    StateDict weights = new StateDict();
    plan.slots().forEach(slot -> weights.add(slot.tensor(), tensor(slot)));
    ComputationGraph graph =
        WeightFilling.fill("w", Architecture.named("efficientnet-lite0"), plan, weights);

    INDArray x = Nd4j.rand(DataType.FLOAT, 1, CHANNELS, side, side).muli(8).subi(4);
    INDArray actual = requireNonNull(graph.feedForward(x.dup(), false).get("r"));
    int out = (side + stride - 1) / stride;
    assertThat(actual.shape()).containsExactly(1, CHANNELS, out, out);
    float[] kernels = weights.tensor("c.weight").orElseThrow().read();
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int row = 0; row < out; row++) {
        for (int column = 0; column < out; column++) {
          double sum = sum(x, kernels, kernel, stride, depthwise, channel, row, column);
          double expected = Math.min(6, Math.max(0, normalised(weights, channel, sum)));
          assertThat(actual.getDouble(0, channel, row, column))
              .as("%s %s %s", channel, row, column)
              .isCloseTo(expected, within(TOLERANCE));
        }
      }
    }
  }

  private static double sum(
      INDArray x,
      float[] kernels,
      int kernel,
      int stride,
      boolean depthwise,
      int out,
      int row,
      int column) {
    int side = (int) x.size(2);
    int outs = (side + stride - 1) / stride;
    int before = Math.max(0, (outs - 1) * stride + kernel - side) / 2;
    int ins = depthwise ? 1 : CHANNELS;
    double sum = 0;
    for (int in = 0; in < ins; in++) {
      for (int i = 0; i < kernel; i++) {
        for (int j = 0; j < kernel; j++) {
          int r = row * stride + i - before;
          int c = column * stride + j - before;
          if (r >= 0 && r < side && c >= 0 && c < side) {
            sum +=
                x.getDouble(0, depthwise ? out : in, r, c)
                    * kernels[((out * ins + in) * kernel + i) * kernel + j];
          }
        }
      }
    }
    return sum;
  }

  private static double normalised(StateDict weights, int channel, double value) {
    double mean = weights.tensor("n.running_mean").orElseThrow().read()[channel];
    double variance = weights.tensor("n.running_var").orElseThrow().read()[channel];
    double scale = weights.tensor("n.weight").orElseThrow().read()[channel];
    double shift = weights.tensor("n.bias").orElseThrow().read()[channel];
    return (value - mean) / Math.sqrt(variance + EPSILON) * scale + shift;
  }

  private StoredTensor tensor(WeightSlot slot) {
    int length = slot.shape().stream().reduce(1L, (a, b) -> a * b).intValue();
    ByteBuffer bytes = ByteBuffer.allocate(4 * length);
    for (int i = 0; i < length; i++) {
      bytes.putFloat(4 * i, (float) random.nextDouble(0.2, 1.5));
    }
    StoredTensor.Storage storage = new StoredTensor.Storage(ElementType.FLOAT32, length);
    storage.locate(Bytes.of(bytes.array()), ByteOrder.BIG_ENDIAN);
    long[] shape = slot.shape().stream().mapToLong(n -> n).toArray();
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return new StoredTensor(storage, 0, shape, strides);
  }
}
