package org.conductance4j;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.method.Methods;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.Baseline;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.attribution.question.RegionParser;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.audit.Audit;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.Dl4jReference;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.NetworkFile;
import org.conductance4j.model.Preprocessing;
import org.conductance4j.pruning.Plan;
import org.conductance4j.pruning.PrunedAttribution;
import org.conductance4j.pruning.Replacement;
import org.conductance4j.ranking.Ranking;

/**
 * The short way in: from files to scores and prunings, with the same defaults as the command line,
 * but always in single precision: {@code attribute} computes single gradients, and fixed rules of
 * up to 64 nodes, in double. What stands behind it can be used by itself: {@link Program} for
 * networks in memory, {@link ResolvedQuestion} for every choice.
 */
public final class Conductance4j {

  private Conductance4j() {}

  /**
   * Asks about a picture, seen from black: the network is loaded, lowered in single precision and
   * held against DL4J's own forward pass.
   *
   * @param network a DL4J zip or a Keras file; weights of other sources by {@link NetworkFile}
   * @param picture JPEG or PNG, prepared as the network's architecture says
   * @param objective such as {@code probability:predicted}
   * @return the question; {@link #at} and {@link #within} narrow it
   * @throws InvalidInputException if a file is missing or damaged, a layer cannot be lowered, or
   *     the picture does not fit
   */
  public static ResolvedQuestion question(Path network, Path picture, String objective) {
    LoadedNetwork loaded = NetworkFile.load(network.toString(), Optional.empty());
    Preprocessing preprocessing = Inputs.preprocessing(loaded);
    Inputs.Loaded input = Inputs.read(picture, preprocessing);
    Tensor x = input.values();
    Program program = Dl4jLowering.lower(loaded.graph(), Precision.FLOAT32, x.shape());
    Audit.check(new Dl4jReference(loaded.graph()), program, List.of(x), () -> {});
    loaded.release();
    Tensor black =
        Baseline.parse("black")
            .of(x, input.scale(), file -> Inputs.read(Path.of(file), preprocessing).values());
    return ResolvedQuestion.of(
        program, Objective.parse(objective).resolve(program, List.of(), x.toArray()), x, black);
  }

  /**
   * The same question at a layer.
   *
   * @param question about a network
   * @param layer its name
   * @return the question
   * @throws InvalidInputException if there is no such layer; near matches are shown
   */
  public static ResolvedQuestion at(ResolvedQuestion question, String layer) {
    return question.withLayer(question.program().layer(layer));
  }

  /**
   * The same question about a part of the input.
   *
   * @param question about a network
   * @param region such as {@code box:9,30,29,38}
   * @return the question
   * @throws InvalidInputException if the text has another form, or the region leaves the input
   */
  public static ResolvedQuestion within(ResolvedQuestion question, String region) {
    RegionParser parser = RegionParser.of(question.program(), Path.of(""));
    return question.withRegions(List.of(parser.parse(region)));
  }

  /**
   * Scores of one method.
   *
   * @param method its id, such as {@code regional-conductance}
   * @param question with what the method needs
   * @return the scores and how they came about
   * @throws InvalidInputException if there is no such method, or it needs more
   */
  public static Attribution attribute(String method, ResolvedQuestion question) {
    return Methods.of(method).attribute(question, ProgressListener.SILENT);
  }

  /**
   * The units with the largest scores, to be set to zero.
   *
   * @param scores of a layer's units
   * @param fraction the part that is pruned, in [0, 1)
   * @return the plan
   * @throws InvalidInputException if the fraction is out of range
   */
  public static Plan top(Attribution scores, double fraction) {
    return Plan.top(Ranking.of(scores.method(), scores.values()), fraction, Replacement.zero());
  }

  /**
   * The same question to the network without some units: its score, its input's map and, of each
   * region, the part that is left.
   *
   * @param question with a layer
   * @param plan what is pruned there
   * @return what the pruned network says
   * @throws InvalidInputException if the plan does not fit the layer
   */
  public static Explanation pruned(ResolvedQuestion question, Plan plan) {
    return PrunedAttribution.of(question, plan, ProgressListener.SILENT);
  }
}
