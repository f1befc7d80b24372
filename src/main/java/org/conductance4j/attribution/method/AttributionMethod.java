package org.conductance4j.attribution.method;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.conductance4j.attribution.memory.PathWorkload;
import org.conductance4j.attribution.memory.Workload;
import org.conductance4j.attribution.path.Attribution;
import org.conductance4j.attribution.path.Explanation.Part;
import org.conductance4j.attribution.path.ProgressListener;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/** A way to attribute a score to the input's elements or a layer's neurons. */
public abstract class AttributionMethod {

  private final String id;
  private final Set<Need> needs;

  AttributionMethod(String id, Set<Need> needs) {
    this.id = id;
    this.needs = needs;
  }

  /** {@return the name that configurations and the command line use} */
  public String id() {
    return id;
  }

  Set<Need> needs() {
    return needs;
  }

  /**
   * {@return whether the method takes something from a question}
   *
   * @param need what
   */
  public boolean needs(Need need) {
    return needs.contains(need);
  }

  /** {@return whether the values have the layer's shape, not the input's} */
  public boolean scoresLayer() {
    return needs(Need.LAYER) && !needs(Need.NEURONS);
  }

  /**
   * {@return what the method needs memory for, stage by stage}
   *
   * <p>Unless a method says otherwise that is one path through the network, or one gradient if it
   * takes no nodes, cut at the layer if it needs one.
   *
   * @param question what is explained
   */
  public List<Workload> workloads(ResolvedQuestion question) {
    Part part = needs(Need.NEURONS) ? Part.NEURONS : needs(Need.LAYER) ? Part.LAYER : Part.INPUT;
    ResolvedQuestion cut = needs(Need.LAYER) ? question : question.withoutLayer();
    if (!needs(Need.NODES)) {
      return LocalGradient.workloads(cut);
    }
    return needs(Need.REGION)
        ? List.of(new PathWorkload(cut, EnumSet.of(Part.REGIONS), 0))
        : List.of(new PathWorkload(cut.withRegions(List.of()), EnumSet.of(part), 0));
  }

  /**
   * {@return the attribution of one example}
   *
   * @param question what is explained
   * @param progress is notified after each batch of nodes
   * @throws InvalidInputException if the question lacks what this method needs
   */
  public abstract Attribution attribute(ResolvedQuestion question, ProgressListener progress);

  /**
   * {@return one attribution a question, the same as one by one}
   *
   * <p>The questions are those of several examples: they differ in input, baseline, readout and
   * where the path leads alone.
   *
   * @param questions what is explained; not empty
   * @param progress is notified after each batch of nodes
   * @throws InvalidInputException if the questions lack what this method needs
   */
  public List<Attribution> attributeAll(
      List<ResolvedQuestion> questions, ProgressListener progress) {
    List<Attribution> all = new ArrayList<>();
    for (ResolvedQuestion question : questions) {
      int before = all.size();
      all.add(
          attribute(
              question,
              (stage, part) -> progress.progressed(stage, (before + part) / questions.size())));
    }
    return List.copyOf(all);
  }
}
