package org.conductance4j.experiment.study;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.conductance4j.array.Partition;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.Readout;
import org.conductance4j.attribution.question.Region;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Layer;
import org.conductance4j.engine.Program;
import org.conductance4j.experiment.config.RankingOptions;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.surgery.WeightMagnitude;

/** What a ranking names in a config, found in the network: regions, objectives, examples. */
record RankingContext(LoadedNetwork network, List<String> labels, InputScale scale) {

  Region region(ResolvedQuestion question, String text, RankingOptions.Scored by) {
    RegionParser parser = RegionParser.of(question.program(), by.folder()).reading(scale);
    return within(by, () -> parser.parse(text));
  }

  Readout readout(ResolvedQuestion question, String text, RankingOptions.Scored by) {
    double[] x = question.input().toArray();
    return within(by, () -> Objective.parse(text).resolve(question.program(), labels, x));
  }

  /** The examples of a file as the network takes them. */
  List<Tensor> examples(ResolvedQuestion question, Path file, String where) {
    return InvalidInputException.within(
        where,
        () ->
            Inputs.examples(Inputs.array(file).values(), file.toString()).stream()
                .map(one -> Inputs.embedded(question.program(), one))
                .toList());
  }

  Tensor weightMagnitude(ResolvedQuestion question, RankingOptions.Scored by) {
    Layer layer = question.needLayer();
    return within(by, () -> WeightMagnitude.of(network, layer));
  }

  /** The layer's neurons divided into the units that are ranked. */
  static Partition units(Program program, Layer layer, RankingOptions.Scored by) {
    return within(by, () -> program.partition(layer, by.unit()));
  }

  /** Refuses units that the layer does not have, before anything is computed. */
  static void check(Program program, Layer layer, List<RankingOptions> rankings) {
    for (RankingOptions ranking : rankings) {
      if (ranking instanceof RankingOptions.Scored scored) {
        units(program, layer, scored);
      }
    }
  }

  private static <T> T within(RankingOptions.Scored by, Supplier<T> action) {
    return InvalidInputException.within(by.where(), action);
  }
}
