package org.conductance4j.engine.lowering.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.model.onnx.ByteSource;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxValue;
import org.conductance4j.model.onnx.TensorFiles;
import org.jspecify.annotations.Nullable;

/** One of the tests that the Python package onnx 1.22.0 ships: a model, its inputs and outputs. */
final class NodeCase {

  private static final String DATA = "onnx/backend/test/data/";

  private final OnnxModel model;
  private final Map<String, HostArray> inputs = new LinkedHashMap<>();
  private final Map<String, HostArray> outputs = new LinkedHashMap<>();

  private NodeCase(OnnxModel model) {
    this.model = model;
  }

  /** The package, if it was downloaded into the folder of models. */
  static Optional<Path> wheel() {
    Path folder = Path.of("models");
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("onnx-1\\.22\\.0.*\\.whl"))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static NodeCase read(ZipFile wheel, String name) throws IOException {
    String folder = DATA + name + "/";
    OnnxModel model =
        OnnxModel.read(name, ByteSource.of(bytes(wheel, folder + "model.onnx")), null);
    NodeCase found = new NodeCase(model);
    List<String> given = model.inputNames();
    for (int k = 0; k < given.size(); k++) {
      array(wheel, folder + "test_data_set_0/input_" + k + ".pb", found.inputs, given.get(k));
    }
    List<OnnxValue> ends = model.graph().outputs();
    for (int k = 0; k < ends.size(); k++) {
      String file = folder + "test_data_set_0/output_" + k + ".pb";
      array(wheel, file, found.outputs, ends.get(k).name());
    }
    return found;
  }

  private static void array(ZipFile wheel, String file, Map<String, HostArray> into, String name)
      throws IOException {
    if (wheel.getEntry(file) != null) {
      into.put(name, HostArray.of(TensorFiles.read(file, bytes(wheel, file))));
    }
  }

  private static byte[] bytes(ZipFile wheel, String file) throws IOException {
    ZipEntry entry = Objects.requireNonNull(wheel.getEntry(file), file);
    try (InputStream stream = wheel.getInputStream(entry)) {
      return stream.readAllBytes();
    }
  }

  /** The largest difference of the constant evaluator from what is expected. */
  double evaluated() {
    GraphWalk walk =
        new GraphWalk(model.graph(), Set.of(), new ProgramBuilder(Precision.FLOAT64), null);
    inputs.forEach(walk::define);
    walk.walk();
    double largest = 0;
    for (Map.Entry<String, HostArray> output : outputs.entrySet()) {
      HostArray found = (HostArray) walk.value(output.getKey());
      largest = Math.max(largest, difference(output.getValue(), found));
    }
    return largest;
  }

  /** What was found of a program that explains the first real input. */
  record Slopes(double forward, double duality, double difference) {}

  Slopes lowered() {
    String explained = firstReal();
    if (explained == null) {
      return new Slopes(evaluated(), 0, 0);
    }
    Map<String, HostArray> held = new HashMap<>(inputs);
    HostArray x = Objects.requireNonNull(held.remove(explained));
    Program program =
        OnnxLowering.lower(model, Precision.FLOAT64, Map.of(explained, x.dims()), held);
    double forward = 0;
    double duality = 0;
    double slope = 0;
    for (String output : program.outputs()) {
      Program one = program.atOutput(output);
      try (Evaluator evaluator = one.whole(OutputStage.OUTPUT).bind(1)) {
        SplittableRandom random = new SplittableRandom(1);
        evaluator.forward(x.reals().clone());
        double[] y = evaluator.target(0);
        HostArray expected = outputs.get(output);
        if (expected != null) {
          forward = Math.max(forward, difference(expected.reals(), y));
        }
        double[] point = beside(x.reals(), y, random);
        evaluator.forward(point);
        double[] v = random.doubles(point.length, -1, 1).toArray();
        double[] u = random.doubles(y.length, -1, 1).toArray();
        double[] gradient = evaluator.vjp(u)[0];
        double[] tangent = evaluator.jvp(v)[0];
        double size = norm(u) * norm(tangent) + norm(gradient) * norm(v) + 1e-300;
        duality = Math.max(duality, Math.abs(dot(u, tangent) - dot(gradient, v)) / size);
        double step = 1e-6;
        evaluator.forward(moved(point, v, step));
        double[] above = evaluator.target(0);
        evaluator.forward(moved(point, v, -step));
        double[] below = evaluator.target(0);
        double[] quotient = new double[y.length];
        for (int i = 0; i < y.length; i++) {
          quotient[i] = (above[i] - below[i]) / (2 * step);
        }
        slope = Math.max(slope, difference(quotient, tangent));
      }
    }
    return new Slopes(forward, duality, slope);
  }

  /**
   * A point near the test's that has derivatives: some tests lie where ReLU has its corner or
   * elements are equal, some where a root does not exist, some are infinite or so large that small
   * steps vanish.
   */
  private static double[] beside(double[] point, double[] result, SplittableRandom random) {
    boolean defined = Arrays.stream(result).allMatch(Double::isFinite);
    double[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      double size = Math.abs(moved[i]) < 1e6 ? moved[i] : 1;
      moved[i] = (defined ? size : Math.abs(size)) + 1e-3 * random.nextDouble();
    }
    return moved;
  }

  /** The first input that has real numbers, or null. */
  private @Nullable String firstReal() {
    for (OnnxValue input : model.graph().inputs()) {
      HostArray array = inputs.get(input.name());
      if (array != null && array.isReal() && array.length() > 0) {
        return input.name();
      }
    }
    return null;
  }

  private static double[] moved(double[] point, double[] way, double step) {
    double[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * way[i];
    }
    return moved;
  }

  private static double difference(HostArray expected, @Nullable HostArray found) {
    if (found == null || !Arrays.equals(expected.dims(), found.dims())) {
      return Double.POSITIVE_INFINITY;
    }
    if (!expected.isReal()) {
      List<Long> a = new ArrayList<>();
      List<Long> b = new ArrayList<>();
      for (long one : expected.integers()) {
        a.add(one);
      }
      for (long one : found.integers()) {
        b.add(one);
      }
      return a.equals(b) ? 0 : Double.POSITIVE_INFINITY;
    }
    return difference(expected.reals(), found.reals());
  }

  private static double difference(double[] expected, double[] found) {
    if (expected.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double scale = 1;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], found[i]) == 0) {
        continue;
      }
      scale = Double.isFinite(expected[i]) ? Math.max(scale, Math.abs(expected[i])) : scale;
      double gap = Math.abs(expected[i] - found[i]);
      largest = Math.max(largest, Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap);
    }
    return largest / scale;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
