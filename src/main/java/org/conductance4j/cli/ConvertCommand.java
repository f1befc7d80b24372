package org.conductance4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Saves a network of any source as a DL4J zip. */
@Command(
    name = "convert",
    description = "Save a network, whatever file it comes from, as a zip that plain DL4J loads.")
final class ConvertCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Mixin private ModelArguments model = new ModelArguments();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "M2.zip",
      description = "The DL4J zip; replaced if it is there.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    OutputFile.check("--out", out);
    LoadedNetwork network = model.load(main);
    network
        .inputShape()
        .ifPresentOrElse(
            shape -> NetworkFile.save(network.graph(), shape, out),
            () -> NetworkFile.save(network.graph(), out));
    return 0;
  }
}
