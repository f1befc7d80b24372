package org.conductance4j.experiment.result;

import java.util.List;
import java.util.Optional;

/**
 * A section's part of the report, as data that the report draws.
 *
 * @param lead what the whole page begins with, where the section is what the run is about
 * @param summary sentences that the page's summary takes up
 * @param parts figures and tables
 */
public record SectionReport(Optional<Lead> lead, List<String> summary, List<ReportPart> parts) {

  /**
   * What a page begins with.
   *
   * @param title of the page
   * @param answer the finding in a few sentences
   * @param details further sentences
   */
  public record Lead(String title, List<String> answer, List<String> details) {}

  /**
   * {@return figures and tables alone}
   *
   * @param parts in the order of the page
   */
  public static SectionReport of(ReportPart... parts) {
    return new SectionReport(Optional.empty(), List.of(), List.of(parts));
  }
}
