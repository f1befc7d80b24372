package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.conductance4j.attribution.path.Ledger;
import org.conductance4j.experiment.result.Numbers;

/** The conservation laws in words, each with how far the numbers are from it. */
final class LedgerText {

  /** Largest deviation between neurons that float arithmetic explains. */
  private static final double ROUNDING = 1e-4;

  private static final double LEAST_SHOWN = 1e-5;

  /**
   * One law, how far it is from holding as a share of the explained difference, and the verdict.
   */
  record Entry(String law, String residual, String verdict) {}

  private LedgerText() {}

  /** The largest residual, without its sign. */
  static double largest(Ledger ledger) {
    return DoubleStream.of(
            ledger.inputCompleteness(),
            ledger.conductanceCompleteness(),
            ledger.regionalCompleteness(),
            ledger.regionAdditivity())
        .map(Math::abs)
        .reduce(0, Math::max);
  }

  static List<Entry> of(ReportModel findings) {
    Ledger ledger = findings.metrics().ledger();
    String region = findings.regionWord();
    double small = Summary.SMALL_RESIDUAL;
    List<Entry> entries = new ArrayList<>();
    entries.add(
        entry(
            "The contributions of all parts of the input make up the whole difference between the"
                + " input’s score and the baseline’s.",
            ledger.inputCompleteness(),
            small));
    entries.add(
        entry(
            "So do all neurons’ conductances: what enters through the input passes through the"
                + " layer.",
            ledger.conductanceCompleteness(),
            small));
    if (findings.hasRegion()) {
      entries.add(
          entry(
              "The neurons’ regional conductances make up the " + region + "’s contribution.",
              ledger.regionalCompleteness(),
              small));
      entries.add(
          entry(
              "For every single neuron, what comes from the "
                  + region
                  + " and what comes from the rest make up its conductance (largest deviation).",
              ledger.regionAdditivity(),
              ROUNDING));
    }
    return List.copyOf(entries);
  }

  /** The share that bypasses the layer, in a sentence. */
  static String bypass(Ledger ledger) {
    return Math.abs(ledger.bypassShare()) < 1e-9
        ? "Every path from the input to the score leads through the layer."
        : "Not every path leads through the layer: "
            + Numbers.percent(ledger.bypassShare())
            + " of the difference bypasses it and is included above.";
  }

  private static Entry entry(String law, double residual, double bound) {
    double size = Math.abs(residual);
    String value = size < LEAST_SHOWN ? "under " + percent(LEAST_SHOWN) : percent(size);
    return new Entry(law, value, size <= bound ? "holds" : "deviates");
  }

  /** Two significant digits of a small share. */
  private static String percent(double share) {
    return Numbers.small(100 * share) + "\u00a0%";
  }
}
