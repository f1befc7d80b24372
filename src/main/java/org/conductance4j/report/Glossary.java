package org.conductance4j.report;

/** The words of the report that differ from run to run, explained. */
final class Glossary {

  private Glossary() {}

  /** What a kind of score is. */
  static String kind(String kind) {
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

  static String pruning(ReportModel findings) {
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
