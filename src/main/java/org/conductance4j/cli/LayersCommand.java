package org.conductance4j.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.ProgramInput;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.engine.Unit;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.model.LoadedNetwork;
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

  @Override
  public Integer call() {
    LoadedNetwork network = model.load(main);
    Program program = lowered(network);
    if (check) {
      (json ? spec.commandLine().getErr() : spec.commandLine().getOut())
          .println(checked(network, program));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(RecordJson.line(program.layers().stream().map(Entry::of).toList()));
    } else {
      table(program.layers()).forEach(out::println);
    }
    return 0;
  }

  private Program lowered(LoadedNetwork network) {
    Map<String, int[]> given = shapes.of(network);
    try {
      return NetworkLowering.lowerNamed(network, Precision.FLOAT32, given);
    } catch (InvalidInputException e) {
      String hint = given.isEmpty() ? " with --input-shape, such as 3,224,224" : "";
      throw new InvalidInputException(model.model() + ": " + e.getMessage() + hint, e);
    }
  }

  private String checked(LoadedNetwork network, Program program) {
    Map<String, int[]> given = shapes.of(network);
    List<Tensor> probes = new ArrayList<>();
    for (ProgramInput input : program.inputs()) {
      int[] shape = given.getOrDefault(input.name(), input.extents());
      probes.add(Arrays.equals(shape, input.extents()) ? Audit.probe(shape) : Tensor.zeros(shape));
    }
    ReferenceForward reference = NetworkLowering.reference(network);
    Audit.Findings found =
        InvalidInputException.within(
            model.model(), () -> Audit.check(reference, program, probes, () -> {}));
    String reason = reference.reason().isEmpty() ? "" : " (" + reference.reason() + ")";
    return String.format(
        Locale.ROOT,
        "checked: the forward pass %s, jvp and vjp agree to %.1e, vjp and differences to %.1e",
        found.comparedWith().equals(ReferenceForward.NONE.name())
            ? "was not compared" + reason
            : String.format(
                Locale.ROOT, "equals that of %s to %.1e", found.comparedWith(), found.forward()),
        found.duality(),
        found.difference());
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
