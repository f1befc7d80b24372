package org.conductance4j.experiment.study;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.conductance4j.experiment.config.PublishedCurves;
import org.conductance4j.experiment.config.SectionReader;
import org.conductance4j.experiment.result.ReportPart;
import org.conductance4j.experiment.result.SectionReport;
import org.conductance4j.experiment.result.SectionResult;
import org.conductance4j.experiment.result.Wording;

/** Published curves, drawn dashed beside those of the run. */
final class PublishedSection implements Section<PublishedCurves, PublishedCurves> {

  @Override
  public SectionReader<PublishedCurves> reader() {
    return new SectionReader<>(
        PublishedCurves.SECTION,
        PublishedCurves.KEY,
        PublishedCurves.class,
        (node, study) -> PublishedCurves.read(node));
  }

  @Override
  public boolean computes() {
    return false;
  }

  @Override
  public PublishedCurves run(PublishedCurves options, SectionContext context) {
    return options;
  }

  /** The key and the caption say where the run cannot be compared. */
  @Override
  public SectionResult result(PublishedCurves found, Wording words) {
    Set<String> differences = found.differences(words.config());
    String other =
        differences.isEmpty()
            ? ""
            : differences.contains("model.architecture") ? "other network" : "other settings";
    String caption =
        other.isEmpty()
            ? " The dashed curves were published for these settings."
            : " The dashed curves were published for "
                + other.replace("other network", "another network")
                + ", so their shape can be compared, their size cannot.";
    String key = found.name() + (other.isEmpty() ? "" : ", " + other);
    return new SectionResult(
        found,
        Optional.empty(),
        List.of(),
        SectionReport.of(new ReportPart.DashedCurves(key, caption, found)));
  }
}
