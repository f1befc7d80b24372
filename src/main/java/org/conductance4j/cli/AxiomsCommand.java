package org.conductance4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.conductance4j.axioms.AxiomSuite;
import org.conductance4j.axioms.Finding;
import org.conductance4j.axioms.Finding.Verdict;
import org.conductance4j.axioms.SensitivityTable;
import org.conductance4j.experiment.config.ExperimentConfig;
import org.conductance4j.experiment.input.PassedAudits;
import org.conductance4j.experiment.study.AxiomStudy;
import org.conductance4j.report.SensitivityFigure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells which method satisfies which axiom on a network. */
@Command(
    name = "axioms",
    description =
        "Try every axiom with every method on the network and input of a config, with the measured"
            + " violation.")
final class AxiomsCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Mixin private ConfigArguments config = new ConfigArguments();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the findings as JSON, too.")
  private @Nullable Path json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Write the comparison of input sensitivity as a figure and a table, too, and the moves of"
              + " the input.")
  private @Nullable Path folder;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    ExperimentConfig experiment = config.experiment();
    OutputFile.check("--json", json);
    if (folder != null) {
      SensitivityFigure.prepare(folder);
    }
    main.awaitBackend();
    AxiomSuite.Result result;
    try (StageBar bar = StageBar.of(quiet)) {
      result = AxiomStudy.of(experiment, PassedAudits.ofEnvironment(), bar);
    }
    print(result.findings());
    print(result.sensitivity());
    Path drawn = folder;
    if (drawn != null) {
      SensitivityFigure.write(result.sensitivity(), drawn);
    }
    OutputFile.writeJson(json, Report.of(result));
    return 0;
  }

  private void print(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    String method = "";
    for (Finding finding : findings) {
      if (!finding.method().equals(method)) {
        out.println((method.isEmpty() ? "" : "\n") + finding.method());
        method = finding.method();
      }
      String violation = finding.verdict() == Verdict.DOES_NOT_APPLY ? "" : number(finding);
      out.println(
          String.format(
                  Locale.ROOT,
                  "  %-26s %-14s %-9s %s",
                  finding.axiom().id(),
                  word(finding.verdict()),
                  violation,
                  finding.detail())
              .stripTrailing());
    }
  }

  /** Methods below each other, baselines side by side. */
  private void print(SensitivityTable table) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "%ninput sensitivity compared: largest relative change over %d moves of up to %.3g an"
                + " element, with the number of the move",
            table.moves().size(),
            table.radius()));
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "  %-32s", ""));
    table.baselines().forEach(name -> head.append(String.format(Locale.ROOT, "%-18s", name)));
    out.println(head.toString().stripTrailing());
    for (SensitivityTable.Row row : table.rows()) {
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-32s", row.method()));
      for (SensitivityTable.Cell cell : row.cells()) {
        String text = String.format(Locale.ROOT, "%.2g (%d)", cell.change(), cell.move());
        line.append(String.format(Locale.ROOT, "%-18s", text));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static String number(Finding finding) {
    return String.format(Locale.ROOT, "%.2g", finding.violation());
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The findings as they are written. */
  private record Report(List<Entry> findings, Sensitivity inputSensitivity) {

    static Report of(AxiomSuite.Result result) {
      return new Report(
          result.findings().stream().map(Entry::of).toList(), Sensitivity.of(result.sensitivity()));
    }
  }

  /** One method and one axiom; null is left out. */
  private record Entry(
      String method,
      String axiom,
      String verdict,
      @Nullable Double violation,
      @Nullable Double tolerance,
      String detail) {

    static Entry of(Finding finding) {
      boolean applies = finding.verdict() != Verdict.DOES_NOT_APPLY;
      return new Entry(
          finding.method(),
          finding.axiom().id(),
          word(finding.verdict()).replace(' ', '-'),
          applies ? (Double) finding.violation() : null,
          Double.isNaN(finding.tolerance()) ? null : (Double) finding.tolerance(),
          finding.detail());
    }
  }

  private record Sensitivity(
      int moves, double radius, List<String> baselines, List<MethodChanges> methods) {

    static Sensitivity of(SensitivityTable table) {
      return new Sensitivity(
          table.moves().size(),
          table.radius(),
          table.baselines(),
          table.rows().stream().map(MethodChanges::of).toList());
    }
  }

  /** Numbers of one method, one for each baseline. */
  private record MethodChanges(String method, List<Double> change, List<Integer> move) {

    static MethodChanges of(SensitivityTable.Row row) {
      return new MethodChanges(
          row.method(),
          row.cells().stream().map(SensitivityTable.Cell::change).toList(),
          row.cells().stream().map(SensitivityTable.Cell::move).toList());
    }
  }
}
