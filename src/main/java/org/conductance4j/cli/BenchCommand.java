package org.conductance4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.experiment.command.Benchmark;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures the engine on this machine. */
@Command(
    name = "bench",
    description =
        "Time the engine's passes on this machine, DL4J's own forward pass beside them: medians, in"
            + " milliseconds an image.")
final class BenchCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--network",
      paramLabel = "N",
      description =
          "stoplight, efficientnet-lite0, resnet18, resnet50, resnet152, or a file; may be repeated"
              + " (default: the first two and resnet50).")
  private List<String> networks = List.of("stoplight", "efficientnet-lite0", "resnet50");

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Number of images in a pass; may be repeated (default: 8).")
  private List<Integer> batches = List.of(8);

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON too.")
  private @Nullable Path json;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    for (int batch : batches) {
      if (batch < 1) {
        throw InvalidInputException.of("--batch", "must be at least 1", batch, "8 is common");
      }
    }
    networks.forEach(Benchmark::requireKnown);
    OutputFile.check("--json", json);
    main.awaitBackend();
    PrintWriter out = spec.commandLine().getOut();
    out.println("network             batch  forward  forward+vjp    jvp  DL4J forward  memory");
    List<Benchmark.Row> rows = new ArrayList<>();
    try (StageBar bar = StageBar.of(quiet)) {
      for (String network : networks) {
        for (int batch : batches) {
          Benchmark.Row row = Benchmark.measure(network, batch, bar);
          rows.add(row);
          out.println(line(row));
        }
      }
    }
    OutputFile.writeJson(json, new Report(rows));
    return 0;
  }

  /** The table as it is written. */
  private record Report(List<Benchmark.Row> rows) {}

  private static String line(Benchmark.Row row) {
    Double dl4j = row.dl4jForwardMsPerImage();
    return String.format(
        Locale.ROOT,
        "%-19s %5d  %7.1f  %11.1f  %5.1f  %12s  %3.0f MB",
        row.network(),
        row.batch(),
        row.forwardMsPerImage(),
        row.forwardAndVjpMsPerImage(),
        row.jvpMsPerImage(),
        dl4j == null ? "-" : String.format(Locale.ROOT, "%.1f", dl4j),
        row.peakBytes() / 1e6);
  }
}
