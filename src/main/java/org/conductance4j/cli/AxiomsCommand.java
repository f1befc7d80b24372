package org.conductance4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.conductance4j.array.WholeFile;
import org.conductance4j.axioms.AxiomSuite;
import org.conductance4j.axioms.Finding;
import org.conductance4j.axioms.Finding.Verdict;
import org.conductance4j.axioms.SensitivityTable;
import org.conductance4j.experiment.config.ExperimentConfig;
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
  public Integer call() throws IOException {
    ExperimentConfig experiment = config.experiment();
    if (json != null) {
      OutputFile.check("--json", json);
    }
    if (folder != null) {
      SensitivityFigure.prepare(folder);
    }
    main.awaitBackend();
    AxiomSuite.Result result;
    try (StageBar bar = StageBar.of(quiet)) {
      result = AxiomStudy.of(experiment, bar);
    }
    print(result.findings());
    print(result.sensitivity());
    Path drawn = folder;
    if (drawn != null) {
      SensitivityFigure.write(result.sensitivity(), drawn);
    }
    if (json != null) {
      byte[] text = json(result).getBytes(StandardCharsets.UTF_8);
      WholeFile.write(json, out -> out.write(text));
    }
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

  private static String json(AxiomSuite.Result result) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Finding finding : result.findings()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("method", finding.method());
      one.put("axiom", finding.axiom().id());
      one.put("verdict", word(finding.verdict()).replace(' ', '-'));
      if (finding.verdict() != Verdict.DOES_NOT_APPLY) {
        one.put("violation", finding.violation());
      }
      if (!Double.isNaN(finding.tolerance())) {
        one.put("tolerance", finding.tolerance());
      }
      one.put("detail", finding.detail());
      all.add(one);
    }
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("findings", all);
    whole.put("input_sensitivity", json(result.sensitivity()));
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(whole) + "\n";
  }

  private static Map<String, Object> json(SensitivityTable table) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("moves", table.moves().size());
    all.put("radius", table.radius());
    all.put("baselines", table.baselines());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SensitivityTable.Row row : table.rows()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("method", row.method());
      one.put("change", row.cells().stream().map(SensitivityTable.Cell::change).toList());
      one.put("move", row.cells().stream().map(SensitivityTable.Cell::move).toList());
      rows.add(one);
    }
    all.put("methods", rows);
    return all;
  }
}
