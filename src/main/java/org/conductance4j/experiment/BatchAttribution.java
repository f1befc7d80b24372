package org.conductance4j.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Attribution;
import org.conductance4j.attribution.Passes;
import org.conductance4j.attribution.ProgressListener;
import org.conductance4j.attribution.Readout;
import org.conductance4j.attribution.RegionParser;
import org.conductance4j.attribution.Setting;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Audit;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.model.Labels;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.Preprocessing;

/** Attributes a score for each example of a batch, one after the other. */
public final class BatchAttribution {

  private final LoadedNetwork network;
  private final AttributionOptions options;
  private final ProgressListener progress;

  /**
   * What was computed.
   *
   * @param array (batch, shape of one example's attribution)
   * @param rows one entry an example
   * @param passes what all of it cost
   */
  public record Result(Tensor array, List<Row> rows, Passes passes) {
    /** Keeps a copy of the list. */
    public Result {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One example.
   *
   * @param sum of its attributions
   * @param atInput F(x)
   * @param atBaseline F(x′)
   * @param completenessError residual of the conservation law, in units of F
   * @param nodes number of path nodes
   */
  public record Row(
      double sum, double atInput, double atBaseline, double completenessError, int nodes) {}

  /**
   * Prepares an attribution.
   *
   * @param network the network
   * @param options what is computed
   * @param progress is told how far it has come
   */
  public BatchAttribution(
      LoadedNetwork network, AttributionOptions options, ProgressListener progress) {
    this.network = network;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Computes it.
   *
   * @param input a picture, or an array with a leading batch axis
   * @param preprocessing how a baseline that is a picture becomes the network's input
   * @return the attributions
   * @throws InvalidInputException if the options fit neither network nor input
   */
  public Result of(Inputs.Loaded input, Preprocessing preprocessing) {
    boolean image = input.picture().isPresent();
    int[] given = input.values().shape();
    if (!image && given.length < 2) {
      throw InvalidInputException.of(
          "--input",
          "needs an array with a leading batch axis, such as (batch, features)",
          Arrays.toString(given),
          "reshape it");
    }
    int[] shape = image ? given : Arrays.copyOfRange(given, 1, given.length);
    int examples = image ? 1 : given[0];
    Program program =
        InvalidInputException.within(
            "--input", () -> Program.lower(network.graph(), options.precision(), shape));
    List<String> labels = labels(program);
    int length = Tensor.length(shape);
    double[] values = input.values().toArray();
    List<Row> rows = new ArrayList<>();
    List<Tensor> arrays = new ArrayList<>();
    Passes passes = Passes.NONE;
    for (int n = 0; n < examples; n++) {
      int example = n;
      double[] one = Arrays.copyOfRange(values, n * length, (n + 1) * length);
      Tensor x =
          InvalidInputException.within(
              "--input", () -> Inputs.embedded(program, Tensor.of(shape, one)));
      Tensor baseline =
          InvalidInputException.within(
              "--baseline",
              () ->
                  options
                      .baseline()
                      .of(
                          x,
                          input.scale(),
                          file ->
                              Inputs.embedded(
                                  program, baselineFile(file, preprocessing, example, examples))));
      Setting setting = setting(program, labels, x, baseline);
      if (n == 0) {
        InvalidInputException.within(
            "MODEL", () -> Audit.check(network.graph(), program, Tensor.of(shape, one)));
      }
      Attribution attribution = attribute(setting, n, examples);
      arrays.add(attribution.values());
      rows.add(row(attribution));
      passes = passes.plus(attribution.path().passes());
    }
    return new Result(stack(arrays), rows, passes);
  }

  private List<String> labels(Program program) {
    Path file = options.labels();
    int outputs = program.classes();
    return file == null
        ? List.of()
        : InvalidInputException.within("--labels", () -> Labels.read(file, outputs).names());
  }

  private Setting setting(Program program, List<String> labels, Tensor x, Tensor baseline) {
    Readout readout =
        InvalidInputException.within(
            "--objective", () -> options.objective().resolve(program, labels, x.toArray()));
    Setting setting = Setting.of(program, readout, x, baseline).withPath(options.path());
    String name = options.layer();
    if (name != null) {
      Layer layer =
          InvalidInputException.within("--layer", () -> program.layer(network.layerName(name)));
      setting = setting.withLayer(layer);
    }
    String region = options.region();
    if (region != null) {
      RegionParser parser = new RegionParser(program.inputShape(), options.folder());
      setting =
          setting.withRegions(
              List.of(InvalidInputException.within("--region", () -> parser.parse(region))));
    }
    return setting;
  }

  private Attribution attribute(Setting setting, int example, int examples) {
    return options
        .method()
        .attribute(
            setting,
            (stage, fraction) -> progress.progressed(stage, (example + fraction) / examples));
  }

  private static Row row(Attribution attribution) {
    return new Row(
        attribution.sum(),
        attribution.atInput(),
        attribution.atBaseline(),
        attribution.completenessError(),
        attribution.path().nodes());
  }

  private Tensor baselineFile(String file, Preprocessing preprocessing, int example, int examples) {
    Inputs.Loaded read = Inputs.read(options.folder().resolve(file), preprocessing);
    Tensor values = read.values();
    if (read.picture().isPresent()) {
      return values;
    }
    int[] shape = values.shape();
    if (shape[0] != 1 && shape[0] != examples) {
      throw InvalidInputException.of(
          file,
          "needs one baseline, or one for each of the " + examples + " inputs",
          shape[0],
          "make it of the input's shape");
    }
    int[] one = Arrays.copyOfRange(shape, 1, shape.length);
    int start = (shape[0] == 1 ? 0 : example) * Tensor.length(one);
    double[] all = values.toArray();
    return Tensor.of(one, Arrays.copyOfRange(all, start, start + Tensor.length(one)));
  }

  private static Tensor stack(List<Tensor> arrays) {
    int[] one = arrays.get(0).shape();
    int length = Tensor.length(one);
    int[] shape = new int[one.length + 1];
    shape[0] = arrays.size();
    System.arraycopy(one, 0, shape, 1, one.length);
    double[] values = new double[arrays.size() * length];
    for (int n = 0; n < arrays.size(); n++) {
      System.arraycopy(arrays.get(n).toArray(), 0, values, n * length, length);
    }
    return Tensor.of(shape, values);
  }
}
