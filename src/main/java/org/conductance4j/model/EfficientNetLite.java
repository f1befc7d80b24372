package org.conductance4j.model;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.activations.Activation;

/**
 * EfficientNet-Lite0 to 4: inverted residual bottlenecks without squeeze-and-excitation, ReLU6,
 * TensorFlow's SAME padding, batch normalisation with epsilon 0.001.
 *
 * <p>Sources: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
 * Networks", 2019, arXiv 1905.11946, for blocks and scaling; the Lite variants' coefficients as
 * published with TensorFlow's efficientnet/lite.
 */
enum EfficientNetLite {
  LITE0(1.0, 1.0, 224),
  LITE1(1.0, 1.1, 240),
  LITE2(1.1, 1.2, 260),
  LITE3(1.2, 1.4, 280),
  LITE4(1.4, 1.8, 300);

  private static final double EPSILON = 1e-3;
  private static final int STEM = 32;
  private static final int HEAD = 1280;

  /** Repeated blocks of one kind, of which only the first has the stride. */
  private record Stage(int repeats, int kernel, int stride, int expansion, int channels) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 3, 1, 1, 16),
          new Stage(2, 3, 2, 6, 24),
          new Stage(2, 5, 2, 6, 40),
          new Stage(3, 3, 2, 6, 80),
          new Stage(3, 5, 1, 6, 112),
          new Stage(4, 5, 2, 6, 192),
          new Stage(1, 3, 1, 6, 320));

  private final double width;
  private final double depth;
  private final int side;

  EfficientNetLite(double width, double depth, int side) {
    this.width = width;
    this.depth = depth;
    this.side = side;
  }

  String id() {
    return "efficientnet-" + name().toLowerCase(Locale.ROOT);
  }

  int side() {
    return side;
  }

  Blueprint blueprint(int classes) {
    Blueprint plan = new Blueprint(side);
    String last = plan.convolution("conv_stem", Blueprint.INPUT, 3, STEM, 3, 2);
    last = plan.normalisation("bn0", "bn0", last, STEM, EPSILON);
    last = plan.activation("relu0", last, Activation.RELU6);
    int in = STEM;
    int index = 0;
    for (int stage = 0; stage < STAGES.size(); stage++) {
      Stage kind = STAGES.get(stage);
      int out = channels(kind.channels);
      for (int repeat = 0; repeat < repeats(stage); repeat++) {
        int stride = repeat == 0 ? kind.stride : 1;
        last = block(plan, "blocks." + index, last, in, out, stride, kind);
        in = out;
        index++;
      }
    }
    last = plan.convolution("conv_head", last, in, HEAD, 1, 1);
    last = plan.normalisation("bn1", "bn1", last, HEAD, EPSILON);
    last = plan.activation("relu1", last, Activation.RELU6);
    last = plan.mean("avg_pooling", last);
    plan.classifier("fc", last, HEAD, classes);
    return plan;
  }

  private static String block(
      Blueprint plan, String name, String from, int in, int out, int stride, Stage kind) {
    int wide = in * kind.expansion;
    String last = from;
    if (kind.expansion != 1) {
      last = plan.convolution(name + ".expand_conv", last, in, wide, 1, 1);
      last = plan.normalisation(name + ".bn0", name + ".bn0", last, wide, EPSILON);
      last = plan.activation(name + ".relu0", last, Activation.RELU6);
    }
    last = plan.depthwise(name + ".depthwise_conv", last, wide, kind.kernel, stride);
    last = plan.normalisation(name + ".bn1", name + ".bn1", last, wide, EPSILON);
    last = plan.activation(name + ".relu1", last, Activation.RELU6);
    last = plan.convolution(name + ".project_conv", last, wide, out, 1, 1);
    if (stride != 1 || in != out) {
      return plan.normalisation(name, name + ".bn2", last, out, EPSILON);
    }
    last = plan.normalisation(name + ".bn2", name + ".bn2", last, out, EPSILON);
    return plan.sum(name, last, from);
  }

  /**
   * The number of channels scaled by the width, as a multiple of 8 that is at most a tenth smaller.
   */
  private int channels(int unscaled) {
    double scaled = unscaled * width;
    int rounded = Math.max(8, (int) (scaled + 4) / 8 * 8);
    return rounded < 0.9 * scaled ? rounded + 8 : rounded;
  }

  /** The number of repeats scaled by the depth; the first and the last stage are not scaled. */
  private int repeats(int stage) {
    int unscaled = STAGES.get(stage).repeats;
    boolean fixed = stage == 0 || stage == STAGES.size() - 1;
    return fixed ? unscaled : (int) Math.ceil(depth * unscaled);
  }
}
