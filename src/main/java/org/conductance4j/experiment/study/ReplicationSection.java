package org.conductance4j.experiment.study;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.conductance4j.array.Table;
import org.conductance4j.experiment.config.InputOptions;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.Replication;
import org.conductance4j.experiment.result.Replication.Scene;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ReportPart.Strip;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/** The same study over many scenes that were fixed beforehand. */
final class ReplicationSection implements Section<ReplicationOptions, Replication> {

  @Override
  public SectionReader<ReplicationOptions> reader() {
    return new SectionReader<>(
        ReplicationOptions.KEY, ReplicationOptions.class, ReplicationOptions::read);
  }

  @Override
  public List<Long> seeds(ReplicationOptions options) {
    return LongStream.range(options.firstSeed(), options.firstSeed() + options.scenes())
        .boxed()
        .toList();
  }

  @Override
  public Replication run(ReplicationOptions options, SectionContext context) {
    if (!(context.config().input().source() instanceof InputOptions.Street street)) {
      throw new IllegalStateException("replication: was read without a scene");
    }
    int size = street.options().size();
    return new Replicator(options, context.loaded(), context.plans(), size, context.config().seed())
        .run(context.parts().group(name()), context.progress());
  }

  @Override
  public SectionResult result(Replication found, Wording words) {
    SectionReport report =
        new SectionReport(
            Optional.empty(), List.of(sentence(found)), List.of(figure(found), table(found)));
    return new SectionResult(
        found, Optional.of(new SectionResult.Entry(name(), found)), List.of(), report);
  }

  private static String sentence(Replication found) {
    Replication.Thresholds limits = found.thresholds();
    String lights = found.lights() == 1 ? "one light" : found.lights() + " lights";
    return ("The finding as a whole holds in %s of %s other scenes with %s that were fixed"
            + " beforehand: pruning %s by regional conductance leaves more than %s of the score"
            + " but less than %s of the box’s contribution, pruning by conductance gets the score"
            + " lower by more than %s at some fraction, and random pruning changes less than %s.")
        .formatted(
            found.holds().all(),
            found.holds().of(),
            lights,
            Numbers.fraction(found.fraction()),
            Numbers.percent(limits.scoreKept()),
            Numbers.percent(limits.boxKept()),
            Numbers.withDecimals(2).plain(limits.collapse()),
            Numbers.percent(limits.randomMoved()));
  }

  private static ReportPart figure(Replication found) {
    List<Strip> strips = strips(found);
    return new ReportPart.StripsPart(
        new ReportPart.Heading(
            "replication",
            "The same study on other scenes",
            ("Each dot is one of %s scenes that were fixed beforehand: blue where the condition"
                    + " holds, orange where it does not; the line marks the threshold, and all four"
                    + " conditions hold in %s.")
                .formatted(found.holds().of(), found.holds().all()),
            "Four strips of dots, one dot a scene: "
                + String.join(
                    "; ", strips.stream().map(s -> s.name() + ": holds in " + s.count()).toList())
                + "."),
        strips);
  }

  private static List<Strip> strips(Replication found) {
    Replication.Thresholds limits = found.thresholds();
    String by = Numbers.fraction(found.fraction()) + " by regional conductance";
    return List.of(
        new Strip(
            "score left, " + by,
            "more than " + Numbers.percent(limits.scoreKept()),
            limits.scoreKept(),
            values(found, Scene::scoreKept),
            holds(found, Scene::keepsScore)),
        new Strip(
            "box’s contribution left, " + by,
            "less than " + Numbers.percent(limits.boxKept()),
            limits.boxKept(),
            values(found, Scene::boxKept),
            holds(found, Scene::losesBox)),
        new Strip(
            "how much lower pruning by conductance gets the score",
            "more than " + Numbers.withDecimals(2).plain(limits.collapse()) + " at some fraction",
            limits.collapse(),
            values(found, Scene::collapse),
            holds(found, Scene::conductanceCollapses)),
        new Strip(
            "largest change by random pruning",
            "less than " + Numbers.percent(limits.randomMoved()) + " of the score",
            limits.randomMoved(),
            values(found, Scene::randomMoved),
            holds(found, Scene::randomHarmless)));
  }

  private static List<Double> values(Replication found, ToDoubleFunction<Scene> value) {
    return found.scenes().stream().mapToDouble(value).boxed().toList();
  }

  private static List<Boolean> holds(Replication found, Predicate<Scene> condition) {
    return found.scenes().stream().map(condition::test).toList();
  }

  private static ReportPart table(Replication found) {
    Numbers exact = Numbers.withDecimals(3);
    return new ReportPart.TablePart(
        "scenes",
        "The other scenes, one by one",
        List.of(
            "Score left and box left: what pruning by regional conductance leaves of the score and"
                + " of the box’s contribution, at the fraction named above. Lower by: how far"
                + " pruning by conductance gets the score below that of pruning by regional"
                + " conductance, at the fraction where that is most. Random: the largest change by"
                + " random pruning."),
        ReportPart.Place.APPENDIX,
        false,
        Table.EMPTY
            .numbers("scene", "score", "box’s share", "score left", "box left")
            .numbers("lower by", "random")
            .words("all hold")
            .filled(
                found.scenes(),
                scene ->
                    Table.row(
                        String.valueOf(scene.seed()),
                        exact.plain(scene.atInput()),
                        Numbers.percent(scene.share()),
                        Numbers.percent(scene.scoreKept()),
                        Numbers.percent(scene.boxKept()),
                        exact.plain(scene.collapse()),
                        Numbers.percent(scene.randomMoved()),
                        scene.holds() ? "yes" : "no")));
  }
}
