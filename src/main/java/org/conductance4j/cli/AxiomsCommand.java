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
import org.conductance4j.axioms.Finding;
import org.conductance4j.axioms.Finding.Verdict;
import org.conductance4j.experiment.AxiomStudy;
import org.conductance4j.experiment.ExperimentConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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

  @Parameters(paramLabel = "CONFIG", description = "An experiment's config, YAML or JSON.")
  private Path config = Path.of("");

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a key of the config.")
  private List<String> overrides = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the findings as JSON, too.")
  private @Nullable Path json;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() throws IOException {
    ExperimentConfig experiment = ExperimentConfig.read(config, overrides);
    if (json != null) {
      OutputFile.check("--json", json);
    }
    main.startBackend();
    List<Finding> findings;
    try (StageBar bar = StageBar.of(quiet)) {
      findings = AxiomStudy.of(experiment, bar);
    }
    print(findings);
    if (json != null) {
      byte[] text = json(findings).getBytes(StandardCharsets.UTF_8);
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

  private static String number(Finding finding) {
    return String.format(Locale.ROOT, "%.2g", finding.violation());
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String json(List<Finding> findings) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Finding finding : findings) {
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
    return new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(Map.of("findings", all))
        + "\n";
  }
}
