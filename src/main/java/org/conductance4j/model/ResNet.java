package org.conductance4j.model;

import java.util.List;
import org.nd4j.linalg.activations.Activation;

/**
 * Torchvision's residual networks. The second convolution of a bottleneck has the stride. Modules
 * have torchvision's names: {@code conv1}, {@code layer3.5}, {@code fc}; {@code layer3} is its last
 * block. Inner channels may be in groups.
 *
 * <p>Sources: He, Zhang, Ren, Sun 2016, Deep residual learning, DOI 10.1109/CVPR.2016.90;
 * Zagoruyko, Komodakis 2016, Wide residual networks, arXiv 1605.07146; Xie, Girshick, Dollár, Tu,
 * He 2017, Aggregated residual transformations, DOI 10.1109/CVPR.2017.634.
 */
record ResNet(String id, boolean bottleneck, int base, int groups, List<Integer> blocks) {

  static final List<ResNet> ALL =
      List.of(
          new ResNet("resnet18", false, 64, 1, List.of(2, 2, 2, 2)),
          new ResNet("resnet34", false, 64, 1, List.of(3, 4, 6, 3)),
          new ResNet("resnet50", true, 64, 1, List.of(3, 4, 6, 3)),
          new ResNet("resnet101", true, 64, 1, List.of(3, 4, 23, 3)),
          new ResNet("resnet152", true, 64, 1, List.of(3, 8, 36, 3)),
          new ResNet("wide_resnet50_2", true, 128, 1, List.of(3, 4, 6, 3)),
          new ResNet("wide_resnet101_2", true, 128, 1, List.of(3, 4, 23, 3)),
          new ResNet("resnext50_32x4d", true, 32 * 4, 32, List.of(3, 4, 6, 3)),
          new ResNet("resnext101_32x8d", true, 32 * 8, 32, List.of(3, 4, 23, 3)),
          new ResNet("resnext101_64x4d", true, 64 * 4, 64, List.of(3, 4, 23, 3)));

  static final int SIDE = 224;

  private static final double EPSILON = 1e-5;
  private static final int STEM = 64;

  Blueprint blueprint(int classes) {
    Blueprint plan = new Blueprint(SIDE);
    String last = plan.padded("conv1", Blueprint.INPUT, 3, STEM, 7, 2);
    last = plan.normalisation("bn1", "bn1", last, STEM, EPSILON);
    last = plan.activation("relu", last, Activation.RELU);
    last = plan.maximum("maxpool", last, 3, 2);
    int in = STEM;
    for (int stage = 0; stage < blocks.size(); stage++) {
      String name = "layer" + (stage + 1);
      int width = 64 << stage;
      int out = bottleneck ? 4 * width : width;
      for (int block = 0; block < blocks.get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        last = block(plan, name + "." + block, last, new int[] {in, width, out}, stride);
        in = out;
      }
      plan.alias(name, last);
    }
    last = plan.mean("avgpool", last);
    plan.classifier("fc", last, in, classes);
    return plan;
  }

  /**
   * relu(f(x) + shortcut(x)), with the numbers of channels of the input, the inner layers and the
   * output.
   */
  String block(Blueprint plan, String name, String from, int[] widths, int stride) {
    int inner = bottleneck ? widths[1] * base / 64 : widths[1];
    String last = from;
    if (bottleneck) {
      last = unit(plan, name, 1, last, new int[] {widths[0], inner, 1}, 1);
      last = unit(plan, name, 2, relu(plan, name, 1, last), new int[] {inner, inner, 3}, stride);
      last = unit(plan, name, 3, relu(plan, name, 2, last), new int[] {inner, widths[2], 1}, 1);
    } else {
      last = unit(plan, name, 1, last, new int[] {widths[0], inner, 3}, stride);
      last = unit(plan, name, 2, relu(plan, name, 1, last), new int[] {inner, inner, 3}, 1);
    }
    String shortcut = from;
    if (stride != 1 || widths[0] != widths[2]) {
      String module = name + ".downsample";
      shortcut = plan.padded(module + ".0", from, widths[0], widths[2], 1, stride);
      shortcut = plan.normalisation(module + ".1", module + ".1", shortcut, widths[2], EPSILON);
    }
    String sum = plan.sum(name + ".add", last, shortcut);
    return plan.activation(name, sum, Activation.RELU);
  }

  /** A convolution (input channels, output channels, kernel) and its normalisation. */
  private String unit(
      Blueprint plan, String name, int number, String from, int[] shape, int stride) {
    String convolution = name + ".conv" + number;
    if (groups > 1 && shape[2] > 1) {
      plan.grouped(convolution, from, shape[1], shape[1] / groups, shape[2], stride);
    } else {
      plan.padded(convolution, from, shape[0], shape[1], shape[2], stride);
    }
    String module = name + ".bn" + number;
    return plan.normalisation(module, module, convolution, shape[1], EPSILON);
  }

  private static String relu(Blueprint plan, String name, int number, String from) {
    return plan.activation(name + ".relu" + number, from, Activation.RELU);
  }
}
