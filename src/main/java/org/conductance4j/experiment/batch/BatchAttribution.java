package org.conductance4j.experiment.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.memory.MemoryBudget;
import org.conductance4j.attribution.memory.MemoryPlan;
import org.conductance4j.attribution.memory.MemoryUse;
import org.conductance4j.attribution.method.AttributionMethod;
import org.conductance4j.attribution.method.Need;
import org.conductance4j.attribution.method.Smoothed;
import org.conductance4j.attribution.method.Smoothing;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Passes;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.path.Saturation;
import org.conductance4j.attribution.path.Spread;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.jspecify.annotations.Nullable;

/** Attributes a score for each example of a batch, a few of them at a time. */
public final class BatchAttribution {

  /** Examples whose questions are kept at a time. */
  private static final int TOGETHER = ResolvedQuestion.DEFAULT_BATCH;

  private final NetworkPrograms programs;
  private final AttributionMethod method;
  private final AttributionOptions options;
  private final MemoryBudget budget;
  private final ProgressListener progress;

  /**
   * What was computed.
   *
   * @param program the network up to the output that was read
   * @param notes what to be careful about in all examples, one line each
   * @param rows one entry an example
   * @param passes what all of it cost
   * @param memory what it took
   */
  public record Result(
      Program program, List<String> notes, List<Row> rows, Passes passes, MemoryUse memory) {
    /** Keeps copies of the lists. */
    public Result {
      notes = List.copyOf(notes);
      rows = List.copyOf(rows);
    }

    /** {@return (batch, shape of one example's attribution)} */
    public Tensor array() {
      return Tensor.stack(rows.stream().map(Row::values).toList());
    }

    /** {@return standard errors of {@link #array}; null where nothing was drawn at random} */
    public @Nullable Tensor standardErrors() {
      List<Tensor> errors =
          rows.stream()
              .map(Row::spread)
              .filter(Objects::nonNull)
              .map(Spread::standardError)
              .toList();
      return errors.isEmpty() ? null : Tensor.stack(errors);
    }

    /** {@return what to be careful about; the first of several examples stands for all} */
    public List<String> warnings() {
      List<String> all = rows.stream().flatMap(row -> row.warnings().stream()).toList();
      List<String> found = new ArrayList<>(notes);
      if (all.isEmpty() || rows.size() == 1) {
        found.addAll(all);
      } else {
        found.add("in " + all.size() + " of " + rows.size() + " examples, first: " + all.get(0));
      }
      return found;
    }
  }

  /**
   * One example.
   *
   * @param values its attributions
   * @param readout what was read of the network's output
   * @param atInput F(x)
   * @param atBaseline F(x′)
   * @param completenessError residual of the conservation law, in units of F
   * @param nodes number of path nodes
   * @param errorEstimate of the path integral, as a part of |F(x) − F(x′)|
   * @param spread of a mean over random draws; else null
   * @param warnings what to be careful about, one line each
   */
  public record Row(
      Tensor values,
      Readout readout,
      double atInput,
      double atBaseline,
      double completenessError,
      int nodes,
      double errorEstimate,
      @Nullable Spread spread,
      List<String> warnings) {

    /** Keeps a copy of the list. */
    public Row {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Prepares an attribution.
   *
   * @param programs of the network
   * @param method what is computed
   * @param options what is asked
   * @param budget how much memory it may take
   * @param progress is told how much is done
   * @throws InvalidInputException if the method lacks what it needs
   */
  public BatchAttribution(
      NetworkPrograms programs,
      AttributionMethod method,
      AttributionOptions options,
      MemoryBudget budget,
      ProgressListener progress) {
    options.check(method);
    this.programs = programs;
    this.method = method;
    this.options = options;
    this.budget = budget;
    this.progress = progress;
  }

  /**
   * Computes it.
   *
   * @param inputs what each input of the network is given
   * @return the attributions
   * @throws InvalidInputException if the options fit neither network nor inputs
   */
  public Result of(NamedInputs inputs) {
    BatchQuestions questions = new BatchQuestions(programs, method, options, inputs);
    int examples = questions.size();
    List<Row> rows = new ArrayList<>();
    List<ResolvedQuestion> group = new ArrayList<>();
    Passes passes = Passes.NONE;
    MemoryPlan plan = null;
    MemoryUse memory = MemoryUse.NONE;
    for (int n = 0; n < examples; n++) {
      ResolvedQuestion question = questions.of(n);
      if (plan == null) {
        plan = MemoryPlan.within(request(question), budget);
      }
      group.add(plan.apply(question));
      boolean more = n < examples - 1 && questions.isAlike(n, n + 1);
      if (group.size() < TOGETHER && more) {
        continue;
      }
      HeldMemory.restart();
      List<Attribution> found = attribute(group, inputs.scale(), rows.size(), examples);
      for (int k = 0; k < found.size(); k++) {
        rows.add(row(group.get(k), found.get(k)));
        passes = passes.plus(found.get(k).path().passes());
      }
      group.clear();
      memory = memory.or(plan.use());
    }
    Program program = questions.program();
    List<String> notes =
        method.needs(Need.OBJECTIVE)
            ? options.objective().choice(program).stream().toList()
            : List.of();
    return new Result(program, notes, rows, passes, memory);
  }

  private Row row(ResolvedQuestion question, Attribution attribution) {
    List<String> warnings =
        !method.needs(Need.OBJECTIVE)
            ? List.of()
            : Saturation.warning(
                    question.readout(),
                    question.program().precision(),
                    attribution.atInput(),
                    attribution.path().trace())
                .stream()
                .toList();
    return new Row(
        attribution.values(),
        question.readout(),
        attribution.atInput(),
        attribution.atBaseline(),
        attribution.completenessError(),
        attribution.path().nodes(),
        attribution.path().errorEstimate(),
        attribution.spread(),
        warnings);
  }

  private MemoryPlan.Request request(ResolvedQuestion question) {
    return new MemoryPlan.Request(
        method.workloads(question),
        question.batch(),
        question.program().precision(),
        programs.network().weightBytes(),
        programs.releases() || programs.network().onnx().isPresent());
  }

  private List<Attribution> attribute(
      List<ResolvedQuestion> group, InputScale scale, int before, int examples) {
    Smoothing smoothing = options.smoothing();
    AttributionMethod used = smoothing == null ? method : new Smoothed(method, smoothing, scale);
    return used.attributeAll(
        group,
        (stage, fraction) ->
            progress.progressed(stage, (before + fraction * group.size()) / examples));
  }
}
