package org.conductance4j.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.conductance4j.array.Channels;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.Objective;
import org.conductance4j.attribution.Readout;
import org.conductance4j.attribution.Region;
import org.conductance4j.attribution.RegionParser;
import org.conductance4j.attribution.Setting;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.surgery.WeightMagnitude;

/** What a ranking names in a config, found in the network: regions, objectives, examples. */
record RankingContext(LoadedNetwork network, List<String> labels) {

  RankingContext {
    labels = List.copyOf(labels);
  }

  Region region(Setting setting, String text, RankingOptions.Scored by) {
    RegionParser parser = RegionParser.of(setting.program(), by.folder());
    return within(by, () -> parser.parse(text));
  }

  Readout readout(Setting setting, String text, RankingOptions.Scored by) {
    double[] x = setting.input().toArray();
    return within(by, () -> Objective.parse(text).resolve(setting.program(), labels, x));
  }

  /** The examples of a file as the network takes them. */
  List<Tensor> examples(Setting setting, Path file, String where) {
    return InvalidInputException.within(
        where,
        () ->
            Inputs.examples(Inputs.array(file).values(), file.toString()).stream()
                .map(one -> Inputs.embedded(setting.program(), one))
                .toList());
  }

  Tensor weightMagnitude(Setting setting, RankingOptions.Scored by) {
    Layer layer = setting.needLayer();
    Channels channels = channels(setting);
    return within(by, () -> WeightMagnitude.of(network, layer.name(), channels));
  }

  static Channels channels(Setting setting) {
    Program program = setting.program();
    Layer layer = setting.needLayer();
    int[] shape = layer.shape().stream().mapToInt(Integer::intValue).toArray();
    return Channels.of(program.channelAxis(layer), shape);
  }

  private static <T> T within(RankingOptions.Scored by, Supplier<T> action) {
    return InvalidInputException.within(by.where(), action);
  }
}
