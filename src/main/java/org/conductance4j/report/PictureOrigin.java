package org.conductance4j.report;

import java.util.Map;
import java.util.stream.Stream;
import org.conductance4j.experiment.result.Provenance;

/** Where the pictures of a study of windows come from, in one sentence. */
final class PictureOrigin {

  private static final String DRAWN = "clothing";

  private PictureOrigin() {}

  /** Follows from the config alone. */
  static String sentence(Provenance from) {
    long drawn =
        Stream.of("training", "held-out")
            .filter(
                part ->
                    from.config().get("pictures") instanceof Map<?, ?> pictures
                        && pictures.get(part) instanceof Map<?, ?> source
                        && source.containsKey(DRAWN))
            .count();
    return drawn == 0
        ? "The pictures were read from the files that the configuration below names."
        : (drawn == 2 ? "All pictures" : "Some of the pictures")
            + " are drawn by a program (pieces of clothing of ten kinds, each from its own seed),"
            + " not photographed. How far the findings hold for photographs, this study does not"
            + " say.";
  }
}
