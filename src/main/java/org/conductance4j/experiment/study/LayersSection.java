package org.conductance4j.experiment.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.array.Table;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.engine.Layer;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.LayerCurves;
import org.conductance4j.experiment.result.LayerScores;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.OtherLayers;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.ResultFile;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;
import org.conductance4j.pruning.CurvePoint;

/** The study's rankings and fractions at other layers, each by itself or several together. */
final class LayersSection implements Section<LayersOptions, OtherLayers> {

  private static final String FILE = "layers.csv";

  @Override
  public SectionReader<LayersOptions> reader() {
    return new SectionReader<>(LayersOptions.KEY, LayersOptions.class, LayersOptions::read);
  }

  @Override
  public List<String> files() {
    return List.of(FILE, LayerScores.FOLDER);
  }

  @Override
  public List<String> layers(LayersOptions options) {
    return options.groups().stream().flatMap(List::stream).toList();
  }

  @Override
  public void check(LayersOptions options, LoadedExperiment loaded, ResolvedQuestion question) {
    for (List<Layer> group : loaded.layers(options)) {
      for (Layer layer : group) {
        RankingContext.check(question.program(), layer, loaded.config().rankings());
      }
    }
  }

  @Override
  public OtherLayers run(LayersOptions options, SectionContext context) {
    return new LayersStudy(context).run(options);
  }

  @Override
  public SectionResult result(OtherLayers found, Wording words) {
    List<ResultFile> files = new ArrayList<>();
    files.add(new ResultFile.OfTable(FILE, LayerCurves.table(found.curves())));
    found.scores().forEach(layer -> files.addAll(layer.files()));
    List<ReportPart> parts = new ArrayList<>();
    List<String> own = List.of(words.metrics().layer().name());
    for (int k = 0; k < found.curves().size(); k++) {
      LayerCurves there = found.curves().get(k);
      if (!there.layers().equals(own)) {
        parts.add(new ReportPart.CurvesPart("curves-" + (k + 1), title(there), there.curves()));
      }
    }
    words.tellingFraction().ifPresent(part -> parts.add(table(found, words, part)));
    return new SectionResult(
        found,
        Optional.of(new SectionResult.Entry(name(), "sweep", found.curves())),
        files,
        new SectionReport(Optional.empty(), List.of(), parts));
  }

  private static String title(LayerCurves there) {
    String names = "‘" + String.join("’, ‘", there.layers()) + "’";
    names = names.replaceFirst("’, (‘[^‘]*)$", "’ and $1");
    boolean several = there.layers().size() > 1;
    return "What pruning %s%s%s does (%s neurons)"
        .formatted(
            several ? "layers " : "layer ",
            names,
            several ? " together" : "",
            Numbers.count(there.neurons()));
  }

  private static ReportPart table(OtherLayers found, Wording words, double fraction) {
    String part = Numbers.fraction(fraction);
    List<List<Object>> rows = new ArrayList<>();
    for (LayerCurves there : found.curves()) {
      there.curves().stream()
          .filter(point -> point.fraction() == fraction)
          .forEach(point -> rows.add(row(there.name(), point, words)));
    }
    String[] heights =
        words.hasRegion()
            ? new String[] {words.scoreWord(), "inside the " + words.regionWord(), "outside"}
            : new String[] {words.scoreWord(), "all"};
    return new ReportPart.TablePart(
        "layers",
        "Other layers, " + part + " of the neurons pruned",
        List.of(
            ("The same rankings at other layers. Where layers are joined by a plus sign, their"
                    + " neurons stand in one order, by conductances, whose sums are the same at"
                    + " every layer that the whole prediction runs through; %s is then of all of"
                    + " them together. All fractions stand in %s.")
                .formatted(part, FILE)),
        ReportPart.Place.NUMBERS,
        false,
        Table.EMPTY
            .words("layers", "pruned by")
            .numbers("neurons")
            .numbers(heights)
            .filled(rows, row -> row));
  }

  private static List<Object> row(String layers, CurvePoint point, Wording words) {
    Numbers numbers = words.numbers();
    Stream<Double> sums =
        words.hasRegion() ? Stream.of(point.inside(), point.outside()) : Stream.of(point.all());
    return Table.row(
        layers,
        Wording.withSeed(point.ranking()),
        point.pruned(),
        numbers.plain(point.score()),
        sums.map(numbers::signed).toList());
  }
}
