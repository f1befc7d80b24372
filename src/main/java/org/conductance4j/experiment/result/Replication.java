package org.conductance4j.experiment.result;

import java.util.List;

/**
 * The same study over many scenes that were fixed beforehand: in how many of them the finding
 * holds.
 *
 * @param lights number of lights in each scene
 * @param fraction the fraction at which the region-targeted pruning is judged
 * @param thresholds what counts as holding
 * @param scenes one entry a seed, in the order of the seeds
 * @param holds number of scenes in which every part of the finding holds
 */
public record Replication(
    int lights, double fraction, Thresholds thresholds, List<Scene> scenes, Holds holds) {

  /**
   * What counts as holding.
   *
   * @param scoreKept least share of the score that regional pruning leaves
   * @param boxKept largest share of the box's attribution that regional pruning leaves
   * @param collapse least distance by which conductance pruning's score lies below regional
   *     pruning's at some fraction
   * @param randomMoved largest change of the score, and of the box's attribution, by random
   *     pruning, as a share of the score at the input
   */
  public record Thresholds(double scoreKept, double boxKept, double collapse, double randomMoved) {
    /** More than 80 % of the score, less than half of the box, 0.5 apart, random within 10 %. */
    public static final Thresholds DEFAULT = new Thresholds(0.8, 0.5, 0.5, 0.1);
  }

  /**
   * One scene.
   *
   * @param seed of the scene
   * @param box of the stronger light: first row, end row, first column, end column
   * @param atInput F(x)
   * @param atBaseline F(x′)
   * @param inside the box's attribution in the unpruned network
   * @param share the box's part of F(x) − F(x′)
   * @param scoreKept share of the score after regional pruning
   * @param boxKept share of the box's attribution after regional pruning
   * @param collapse largest distance of conductance pruning's score below regional pruning's
   * @param collapseFraction the fraction of that distance
   * @param randomMoved largest change by random pruning, as a share of the score at the input
   * @param keepsScore whether regional pruning keeps the score
   * @param losesBox whether regional pruning takes the box's attribution
   * @param conductanceCollapses whether conductance pruning collapses
   * @param randomHarmless whether random pruning moves little
   * @param holds whether all four are so
   */
  public record Scene(
      long seed,
      List<Integer> box,
      double atInput,
      double atBaseline,
      double inside,
      double share,
      double scoreKept,
      double boxKept,
      double collapse,
      double collapseFraction,
      double randomMoved,
      boolean keepsScore,
      boolean losesBox,
      boolean conductanceCollapses,
      boolean randomHarmless,
      boolean holds) {}

  /**
   * In how many scenes each part of the finding holds.
   *
   * @param keepsScore regional pruning keeps the score
   * @param losesBox regional pruning takes the box's attribution
   * @param conductanceCollapses conductance pruning collapses
   * @param randomHarmless random pruning moves little
   * @param all all four
   * @param of number of scenes
   */
  public record Holds(
      int keepsScore,
      int losesBox,
      int conductanceCollapses,
      int randomHarmless,
      int all,
      int of) {}
}
