package org.conductance4j.report;

import java.util.ArrayList;
import java.util.List;
import org.conductance4j.experiment.result.Metrics;
import org.conductance4j.experiment.result.Numbers;
import org.conductance4j.experiment.result.Wording;

/** The words of the report, explained for someone who meets them for the first time. */
final class Glossary {

  /**
   * One word.
   *
   * @param word the word
   * @param meaning what it means here
   */
  record Entry(String word, String meaning) {}

  private Glossary() {}

  static List<Entry> of(ReportModel findings) {
    Metrics.Layer layer = findings.metrics().layer();
    String score = findings.scoreWord();
    String region = findings.regionWord();
    List<Entry> out = new ArrayList<>();
    out.add(new Entry(Wording.capital(score), kind(findings.metrics().objective().kind())));
    out.add(
        new Entry(
            "Baseline",
            "An input without content, such as a black picture. What is explained is the"
                + " difference between the network’s answer to the input and to the baseline."));
    out.add(
        new Entry(
            "Contribution",
            "How much of that difference a part of the input accounts for, by integrated"
                + " gradients: the input is faded in from the baseline, and the effect of every"
                + " value on the "
                + score
                + " is added up along the way. Contributions of parts add up to that of the"
                + " whole; negative ones speak against."));
    out.add(
        new Entry(
            "Layer, neuron",
            ("The network works in steps, called layers. Layer ‘%s’ consists of %s numbers; each"
                    + " of them is called a neuron here.")
                .formatted(layer.name(), Numbers.count(layer.neurons()))));
    out.add(
        new Entry(
            "Conductance",
            "How much of the difference runs through a neuron on its way from the whole input to"
                + " the "
                + score
                + "."));
    if (findings.hasRegion()) {
      out.add(
          new Entry(
              "Regional conductance",
              "The part of a neuron’s conductance that enters through the "
                  + region
                  + " and not through the rest of the input."));
    }
    out.add(new Entry("Pruning", pruning(findings)));
    if (findings.curve(Curve.RANDOM).isPresent()) {
      out.add(
          new Entry(
              "Random pruning",
              "The control: as many neurons, picked by lot. What it does happens whichever neurons"
                  + " are taken."));
    }
    return List.copyOf(out);
  }

  private static String kind(String kind) {
    return switch (kind) {
      case "probability" ->
          "The network’s final answer for a class, between 0 (not at all) and 1 (certain).";
      case "logit" ->
          "The network’s answer for a class before it is squeezed into a probability: the higher,"
              + " the more likely.";
      case "log-probability" ->
          "The natural logarithm of the network’s final answer for a class: 0 is certain, −2.3 is"
              + " one in ten.";
      case "margin" ->
          "How far the network’s answer for one class lies above that for another, before they are"
              + " squeezed into probabilities.";
      default -> "The number that is explained.";
    };
  }

  private static String pruning(ReportModel findings) {
    Object given = findings.result().provenance().config().get("replacement");
    String how =
        given == null || "zero".equals(given)
            ? "sets it to zero"
            : "puts ‘" + given + "’ in its place";
    return "Switching a neuron off for the test: whatever it computes, the pruned network "
        + how
        + ". The network itself is not trained again and not changed on disk.";
  }
}
