package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.Identified;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.RecordJson;
import org.conductance4j.engine.Unit;
import org.conductance4j.experiment.command.FineTuningOptions;
import org.conductance4j.experiment.command.PermanentPruning;
import org.conductance4j.experiment.command.PermanentPruning.Prepared;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.pruning.PlanFile;
import org.conductance4j.surgery.FineTuning;
import org.conductance4j.surgery.ForwardTime;
import org.conductance4j.surgery.NetworkSize;
import org.conductance4j.surgery.OnnxSurgery;
import org.conductance4j.surgery.PrunedNetwork;
import org.conductance4j.surgery.Surgery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Makes a pruned network: one that plain DL4J loads, or an ONNX file. */
@Command(
    name = "prune",
    description =
        "Make a pruned network that plain DL4J loads, or of an ONNX file another one; prints one"
            + " line of JSON. Units are masked, with --structural channels are removed (not of ONNX"
            + " files).")
final class PruneCommand implements Callable<Integer> {

  private static final double NANOSECONDS = 1e9;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private ModelArguments model = new ModelArguments();

  @Option(names = "--plan", paramLabel = "PLAN.json", description = "What is pruned.")
  private @Nullable Path plan;

  @Option(
      names = "--ranking",
      paramLabel = "FILE.npy",
      description =
          "Scores of a layer's neurons or channels; the largest are pruned. A leading axis of"
              + " examples is averaged over.")
  private @Nullable Path ranking;

  @Option(names = "--layer", paramLabel = "L", description = "The layer of the ranking.")
  private @Nullable String layer;

  @Option(
      names = "--fraction",
      paramLabel = "F",
      description = "The part of the ranking's units that is pruned, in [0, 1).")
  private @Nullable Double fraction;

  @Option(
      names = "--unit",
      paramLabel = "UNIT",
      description =
          "neuron, channel, head or token, by the sum of its neurons' scores (default: channel with"
              + " --structural or with one score a channel, else neuron).")
  private @Nullable String unit;

  @Option(
      names = "--structural",
      description = "Remove channels, so that the network becomes smaller and faster.")
  private boolean structural;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "M2",
      description = "The pruned network: a DL4J zip, or .onnx for an ONNX file.")
  private Path out = Path.of("");

  @Option(
      names = "--save-plan",
      paramLabel = "PLAN.json",
      description = "Write what was pruned, as a plan.")
  private @Nullable Path savedPlan;

  @Mixin private InputShapeOption shapes = new InputShapeOption();

  @Option(
      names = "--probes",
      paramLabel = "X.npy",
      description =
          "Inputs at which the pruned network is compared with the masked one (default: noise).")
  private @Nullable Path probes;

  @Option(
      names = "--fine-tune",
      paramLabel = "CONFIG",
      description =
          "Train the pruned network on: inputs, classes, epochs, batch, learning-rate, seed.")
  private @Nullable Path fineTune;

  @Override
  public Integer call() {
    requireChoice();
    OutputFile.check("--out", out);
    OutputFile.check("--save-plan", savedPlan);
    long began = System.nanoTime();
    Path comparing = probes;
    Path config = fineTune;
    Optional<FineTuning> tuning =
        config == null ? Optional.empty() : Optional.of(FineTuningOptions.read(config));
    Optional<Tensor> given =
        comparing == null
            ? Optional.empty()
            : Optional.of(InvalidInputException.within("--probes", () -> Npy.read(comparing)));
    LoadedNetwork network = model.load(main);
    requireExtension(network);
    PermanentPruning pruning = new PermanentPruning(network, structural, shapes.of(network), given);
    Prepared prepared = prepared(pruning);
    Optional<OnnxSurgery> onnx = prepared.subject().onnx();
    Line line =
        onnx.isPresent()
            ? prune(pruning, onnx.get(), prepared, began)
            : prune(pruning, prepared.subject().dl4j().orElseThrow(), prepared, tuning, began);
    if (savedPlan != null) {
      prepared.file().write(savedPlan);
    }
    spec.commandLine().getOut().println(RecordJson.line(line));
    return 0;
  }

  /** An ONNX network is written as ONNX, all others as a DL4J zip. */
  private void requireExtension(LoadedNetwork network) {
    String name = out.toString().toLowerCase(Locale.ROOT);
    boolean onnx = network.onnx().isPresent();
    if (onnx != name.endsWith(".onnx")) {
      throw InvalidInputException.of(
          "--out",
          onnx ? "must end in .onnx for an ONNX network" : "must be a DL4J zip for this network",
          out,
          onnx ? "name it so" : "choose another ending, such as .zip");
    }
    if (onnx && fineTune != null) {
      throw InvalidInputException.of(
          "--fine-tune",
          "trains only networks that DL4J holds",
          "an ONNX file",
          "leave it out, and train the pruned file elsewhere");
    }
  }

  private Line prune(PermanentPruning pruning, OnnxSurgery surgery, Prepared prepared, long began) {
    OnnxSurgery.Result result = pruning.prune(surgery, prepared);
    result.network().save(out);
    return Line.of(prepared, result, (System.nanoTime() - began) / NANOSECONDS);
  }

  private Line prune(
      PermanentPruning pruning,
      Surgery surgery,
      Prepared prepared,
      Optional<FineTuning> tuning,
      long began) {
    Surgery.Result result = pruning.prune(surgery, prepared);
    List<ForwardTime> times = surgery.times(result.network());
    Optional<FineTuning.Result> tuned =
        tuning.map(
            options ->
                InvalidInputException.within("--fine-tune", () -> options.of(result.network())));
    PrunedNetwork network = tuned.map(FineTuning.Result::network).orElse(result.network());
    save(network, surgery.inputShapes(), prepared.known());
    return Line.of(
        prepared,
        result,
        surgery.inputShapes(),
        times,
        tuned.map(after -> Tuned.of(tuning.orElseThrow(), after)).orElse(null),
        (System.nanoTime() - began) / NANOSECONDS);
  }

  /** With the input's shape where that is known and not only one that fits. */
  private void save(PrunedNetwork network, Map<String, int[]> inputShapes, boolean known) {
    if (known && inputShapes.size() == 1) {
      network.save(inputShapes.values().iterator().next(), out);
    } else {
      network.save(out);
    }
  }

  private void requireChoice() {
    if ((plan == null) == (ranking == null)) {
      throw InvalidInputException.of(
          "prune",
          "needs one of --plan and --ranking",
          plan == null ? "neither" : "both",
          "give --ranking FILE.npy --layer L --fraction F, or --plan PLAN.json");
    }
    require("--layer", layer);
    require("--fraction", fraction);
    if (plan != null && unit != null) {
      require("--unit", unit);
    }
  }

  private void require(String option, @Nullable Object value) {
    if (ranking != null && value == null) {
      throw InvalidInputException.of(option, "is needed with --ranking", "none", "give it");
    }
    if (plan != null && value != null) {
      throw InvalidInputException.of(
          option, "goes with --ranking, as a plan has its own", value, "leave it out");
    }
  }

  private Prepared prepared(PermanentPruning pruning) {
    Path file = plan;
    if (file != null) {
      return pruning.planned(PlanFile.read(file));
    }
    Path scores = ranking;
    String at = layer;
    Double part = fraction;
    if (scores == null || at == null || part == null) {
      throw new IllegalStateException("prune: was checked before");
    }
    String by = unit;
    Unit chosen =
        by == null
            ? null
            : InvalidInputException.within(
                "--unit", () -> Identified.of("unit", by, Unit.values()));
    Tensor tensor = InvalidInputException.within("--ranking", () -> Npy.read(scores));
    return pruning.ranked(tensor, at, part, chosen);
  }

  private record Line(
      String layer,
      String unit,
      int pruned,
      int units,
      int neurons,
      Object inputShape,
      int channelsRemoved,
      List<String> changed,
      String network,
      int probes,
      double largestDifference,
      @Nullable Cost before,
      @Nullable Cost after,
      @Nullable Tuned fineTuning,
      double seconds) {

    /** Without sizes and times: a mask makes a network neither smaller nor faster. */
    static Line of(Prepared prepared, OnnxSurgery.Result result, double seconds) {
      PlanFile file = prepared.file();
      return new Line(
          file.layer(),
          file.unit().id(),
          file.indices().size(),
          prepared.units(),
          prepared.plan().pruned(),
          prepared.subject().program().inputShape(),
          0,
          List.of(file.layer()),
          "ONNX",
          result.probes(),
          result.largestDifference(),
          null,
          null,
          null,
          rounded(seconds));
    }

    static Line of(
        Prepared prepared,
        Surgery.Result result,
        Map<String, int[]> inputs,
        List<ForwardTime> times,
        @Nullable Tuned tuned,
        double seconds) {
      return new Line(
          prepared.file().layer(),
          prepared.file().unit().id(),
          prepared.file().indices().size(),
          prepared.units(),
          prepared.plan().pruned(),
          inputs.size() == 1 ? inputs.values().iterator().next() : inputs,
          result.network().removed(),
          result.network().changed(),
          result.network().type(),
          result.probes(),
          result.largestDifference(),
          Cost.of(result.before(), times.get(0)),
          Cost.of(result.after(), times.get(1)),
          tuned,
          rounded(seconds));
    }
  }

  /** What one example takes. */
  private record Cost(
      long bytes, long parameters, long flops, double forwardMs, double dl4jForwardMs) {

    static Cost of(NetworkSize size, ForwardTime time) {
      return new Cost(
          size.bytes(),
          size.parameters(),
          size.flops(),
          rounded(time.milliseconds()),
          rounded(time.dl4jMilliseconds()));
    }
  }

  private record Tuned(
      int examples, int epochs, long seed, double accuracyBefore, double accuracyAfter) {

    static Tuned of(FineTuning options, FineTuning.Result result) {
      return new Tuned(
          options.classes().size(),
          options.epochs(),
          options.seed(),
          rounded(result.accuracyBefore()),
          rounded(result.accuracyAfter()));
    }
  }

  private static double rounded(double number) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.4g", number));
  }
}
