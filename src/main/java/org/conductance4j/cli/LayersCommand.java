package org.conductance4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.engine.Unit;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.frontend.InputRoles;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.onnx.OnnxValue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists the layers at which a network can be split. */
@Command(
    name = "layers",
    description =
        "Print one line a layer: name, type, activation shape, units (neurons, channels, heads,"
            + " tokens), whether it cuts every path from input to output.")
final class LayersCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model = new ModelArguments();

  @Option(names = "--json", description = "Print JSON, one object a layer.")
  private boolean json;

  @Mixin private InputShapeOption shapes = new InputShapeOption();

  @Option(
      names = "--check",
      description =
          "Compare the forward pass with DL4J's own or ONNX Runtime's and the derivatives with each"
              + " other and with differences; fail at the first layer that differs.")
  private boolean check;

  @Option(
      names = "--input",
      paramLabel = "X",
      description =
          "An input to check at, as `attribute` takes it; NAME=X for each input of a network that"
              + " has several.")
  private List<String> inputs = List.of();

  @Option(
      names = "--expect",
      paramLabel = "Y",
      description =
          "A .npy of the output that other software computes for --input, to compare with instead;"
              + " OUTPUT=Y for another than the first. If they differ by more than --tolerance, the"
              + " exit code is 1.")
  private @Nullable String expected;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      defaultValue = "1e-4",
      description =
          "Allowed difference from --expect, relative to its largest value (default: 1e-4).")
  private double tolerance;

  @Override
  public Integer call() {
    if (!inputs.isEmpty() && !check) {
      throw InvalidInputException.of("--input", "goes with --check", inputs, "give --check");
    }
    if (expected != null && inputs.isEmpty()) {
      throw InvalidInputException.of(
          "--expect", "goes with --input", expected, "give the input of this output");
    }
    LoadedNetwork network = model.load(main);
    Map<String, Tensor> given = new LinkedHashMap<>();
    if (!inputs.isEmpty()) {
      given.putAll(InputArguments.oneExample(network, inputs));
    }
    Program program = lowered(network, given);
    if (check) {
      PrintWriter to = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
      Expected difference = expected == null ? null : Expected.of(expected, program, given);
      if (difference != null && !(difference.relative() <= tolerance)) {
        spec.commandLine().getErr().println(difference.text(model.model(), tolerance));
        return 1;
      }
      to.println(checked(network, program, given, difference));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(RecordJson.line(program.layers().stream().map(Entry::of).toList()));
    } else {
      table(program.layers()).forEach(out::println);
    }
    return 0;
  }

  private Program lowered(LoadedNetwork network, Map<String, Tensor> values) {
    Map<String, int[]> given = shapes.of(network);
    try {
      if (values.isEmpty()) {
        return NetworkLowering.lowerNamed(network, Precision.FLOAT32, given);
      }
      InputRoles roles = NetworkLowering.roles(network, Set.of(), Set.of());
      Map<String, int[]> extents = new LinkedHashMap<>();
      roles.explained().forEach(name -> extents.put(name, of(values, name).shape()));
      Map<String, Tensor> held = new LinkedHashMap<>();
      roles.given().forEach(name -> held.put(name, of(values, name)));
      return NetworkLowering.lowerGiven(network, Precision.FLOAT32, extents, held);
    } catch (InvalidInputException e) {
      String hint = given.isEmpty() ? " with --input-shape, such as " + example(network) : "";
      throw new InvalidInputException(model.model() + ": " + e.getMessage() + hint, e);
    }
  }

  /** A shape of the kind that the first input has. */
  private static String example(LoadedNetwork network) {
    List<String> names = network.inputNames();
    List<OnnxValue.Axis> axes =
        network.onnx().map(model -> model.axes(names.get(0))).orElse(List.of());
    String shape = axes != null && axes.size() == 2 ? "8" : "3,224,224";
    return names.size() > 1 ? names.get(0) + "=" + shape : shape;
  }

  private static Tensor of(Map<String, Tensor> values, String name) {
    return Objects.requireNonNull(values.get(name));
  }

  private String checked(
      LoadedNetwork network,
      Program program,
      Map<String, Tensor> values,
      @Nullable Expected difference) {
    Map<String, int[]> given = shapes.of(network);
    Map<String, Tensor> known =
        values.isEmpty() ? NetworkLowering.anyValues(network, given) : values;
    List<Tensor> probes = new ArrayList<>();
    for (ProgramInput input : program.inputs()) {
      int[] shape = given.getOrDefault(input.name(), input.extents());
      Tensor probe =
          Arrays.equals(shape, input.extents()) ? Audit.probe(shape) : Tensor.zeros(shape);
      probes.add(known.getOrDefault(input.name(), probe));
    }
    ReferenceForward reference =
        difference == null
            ? NetworkLowering.reference(network, program, known)
            : ReferenceForward.NONE;
    Audit.Findings found =
        InvalidInputException.within(
            model.model(), () -> Audit.check(reference, program, probes, () -> {}));
    String reason = reference.reason().isEmpty() ? "" : " (" + reference.reason() + ")";
    return String.format(
        Locale.ROOT,
        "checked: the forward pass %s, jvp and vjp agree to %.1e, vjp and differences to %.1e",
        difference != null
            ? String.format(Locale.ROOT, "equals %s to %.1e", expected, difference.relative())
            : found.comparedWith().equals(ReferenceForward.NONE.name())
                ? "was not compared" + reason
                : String.format(
                    Locale.ROOT,
                    "equals that of %s to %.1e",
                    found.comparedWith(),
                    found.forward()),
        found.duality(),
        found.difference());
  }

  /**
   * How far an output is from an expected one.
   *
   * @param relative the largest difference over the largest expected value
   * @param element where it is
   */
  private record Expected(double relative, int element, double ours, double theirs) {

    static Expected of(String text, Program first, Map<String, Tensor> values) {
      int equals = text.indexOf('=');
      boolean named = equals > 0 && first.outputs().contains(text.substring(0, equals));
      Program program = named ? first.atOutput(text.substring(0, equals)) : first;
      Path file = Path.of(named ? text.substring(equals + 1) : text);
      List<Tensor> example =
          program.inputs().stream().map(input -> LayersCommand.of(values, input.name())).toList();
      double[] ours;
      try (Evaluator evaluator = program.whole(OutputStage.OUTPUT).bindForward(1)) {
        evaluator.forward(program.assemble(example).toArray());
        ours = evaluator.target(0);
      }
      double[] theirs = Npy.read(file).toArray();
      if (theirs.length != ours.length) {
        throw InvalidInputException.of(
            "--expect",
            "needs the " + ours.length + " numbers of the output '" + program.output() + "'",
            theirs.length,
            "give that, or OUTPUT=FILE of another output: " + first.outputs());
      }
      int element = 0;
      double largest = 0;
      for (int i = 0; i < ours.length; i++) {
        largest = Math.max(largest, Math.abs(theirs[i]));
        if (!(Math.abs(ours[i] - theirs[i]) <= Math.abs(ours[element] - theirs[element]))) {
          element = i;
        }
      }
      double difference = Math.abs(ours[element] - theirs[element]);
      return new Expected(
          difference == 0 ? 0 : difference / largest, element, ours[element], theirs[element]);
    }

    String text(String network, double tolerance) {
      return String.format(
          Locale.ROOT,
          "%s: the output differs from the expected one by %.1e of its largest value, more than"
              + " %.1e: at element %d it is %s, not %s",
          network,
          relative,
          tolerance,
          element,
          ours,
          theirs);
    }
  }

  /** A layer as it is written. */
  private record Entry(
      String name,
      String type,
      List<Integer> shape,
      int neurons,
      boolean cutsEveryPath,
      List<String> units,
      int heads) {

    static Entry of(Layer layer) {
      Partition heads = layer.units().get(Unit.HEAD);
      return new Entry(
          layer.name(),
          layer.type(),
          layer.shape(),
          layer.neurons(),
          layer.cutsEveryPath(),
          layer.units().keySet().stream().map(Unit::id).toList(),
          heads == null ? 0 : heads.count());
    }
  }

  /** Such as "98304 neurons, 768 channels, 12 heads, 128 tokens"; channels of one neuron not. */
  private static String units(Layer layer) {
    return layer.units().entrySet().stream()
        .filter(one -> one.getKey() == Unit.NEURON || one.getValue().size() > 1)
        .map(one -> one.getKey().counted(one.getValue().count()))
        .collect(Collectors.joining(", "));
  }

  /** Columns of equal width, so that names of any length stay readable. */
  private static List<String> table(List<Layer> layers) {
    List<List<String>> rows = new ArrayList<>();
    for (Layer layer : layers) {
      String extents =
          layer.shape().stream().map(String::valueOf).collect(Collectors.joining(" x "));
      rows.add(
          List.of(
              layer.name(),
              layer.type(),
              extents,
              units(layer),
              layer.cutsEveryPath() ? "cuts every path" : "can be bypassed"));
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column)).append(" ".repeat(padding(rows, row, column)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int padding(List<List<String>> rows, List<String> row, int column) {
    int widest = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
    return widest - row.get(column).length() + 2;
  }
}
