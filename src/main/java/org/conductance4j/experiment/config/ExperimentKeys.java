package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.oneOf;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.fraction;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.list;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.named;
import static org.conductance4j.config.Type.number;
import static org.conductance4j.config.Type.text;

import java.util.List;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.NumberRange;
import org.conductance4j.scene.SceneOptions;

/** The keys of a study of one input, except those of its sections. */
final class ExperimentKeys {

  private static final int MOST_PIXELS = 1 << 14;

  private static final Keys INPUT =
      Keys.of(
          "input",
          oneOf("image", file(), "a JPEG or PNG"),
          oneOf("array", file(), "a `.npy` of shape (1, the network's input), in its units"),
          oneOf(
              "scene",
              map(
                  "scene",
                  key("seed", integer(0, Long.MAX_VALUE), "seed of the scene"),
                  key(
                      "size",
                      integer(SceneOptions.SMALLEST, SceneOptions.LARGEST),
                      SceneOptions.DEFAULT_SIZE,
                      "rows and columns in pixels"),
                  optional(
                      "lights",
                      integer(0, SceneOptions.MOST_LIGHTS),
                      "chosen by the seed",
                      "number of stoplights")),
              "a generated street"),
          oneOf("text", text(), "a sentence; needs `vocabulary`"),
          oneOf(
              "table",
              file(),
              "a comma-separated table with a header (tab-separated `.tsv`); needs `row`"),
          optional(
              "vocabulary",
              file(),
              "required with `text`",
              "the words that the network knows, one per line"),
          optional(
              "row",
              integer(0, Integer.MAX_VALUE),
              "required with `table`",
              "the row, counted from 0 without the header"),
          optional(
              "source",
              text(),
              "none",
              "where to get the image, array or table; printed if it is missing"),
          optional(
              "resize",
              integer(1, MOST_PIXELS),
              "the network's own",
              "the shorter side after resizing"),
          optional(
              "crop",
              integer(1, MOST_PIXELS),
              "the network's own",
              "side of the centre crop; if `resize` or `crop` is given, the network's own values of"
                  + " both are ignored"),
          optional(
              "mean",
              list(number(NumberRange.FINITE), 3),
              "the network's own",
              "subtracted from each channel's values in [0, 1]; equal numbers for grey pictures"),
          optional(
              "std",
              list(number(NumberRange.POSITIVE), 3),
              "the network's own",
              "the result is divided by it"));

  private static final Keys FIGURES =
      Keys.of(
          "figures",
          key(
              "background",
              id(List.of("picture", "edges")),
              "picture",
              "what is drawn under the maps: the picture or its edges"),
          optional(
              "fractions",
              list(fraction()),
              "the smallest above 0",
              "some of the study's fractions; the maps of these pruned networks are drawn"),
          PublishedCurves.KEY,
          optional(
              "pages",
              named(text()),
              "none",
              "titles and addresses of further pages that the report links; an address starts at"
                  + " the result folder"));

  /** The keys of a study of one input without sections. */
  static final List<Key> KEYS =
      List.of(
          StudyKeys.EXPERIMENT,
          StudyKeys.MODEL,
          optional("labels", file(), "numbers", "class names, one per line"),
          key("input", map(INPUT), "what is explained"),
          key(
              "objective",
              text(
                  "objective",
                  "probability:predicted",
                  "logit:predicted",
                  "log-probability:predicted",
                  "margin:C,D"),
              "the score: `probability:C`, `logit:C`, `log-probability:C`, `margin:C,D`; C is the"
                  + " index or name of a class, or `predicted`; `C@T` is at time step T; `OUTPUT/`"
                  + " before it chooses one of several outputs"),
          optional(
              "baseline",
              StudyKeys.BASELINE,
              "`black` for a picture or scene, else `constant:0`",
              "start of the path: `black`, `white`, `constant:V`, `blur:SIGMA`, `uniform:SEED`,"
                  + " `gaussian:SIGMA,SEED`, `maximum-distance`, `mean` (of a table), or a file;"
                  + " `black` and `white` only for pictures"),
          StudyKeys.LAYER,
          optional(
              "region",
              StudyKeys.REGION,
              "the whole input",
              "the part of the input that counts as *inside*: `box:ROW0,ROW1,COLUMN0,COLUMN1` (ends"
                  + " excluded), `polygon:r,c;r,c;…`, `mask:FILE`, `range:FROM,TO` (words, features"
                  + " or time steps), `not:R`, `R+R`"),
          optional("path", map(PathReader.KEYS), "", "how the integral is computed"),
          optional(
              "rankings",
              RankingReader.TYPE,
              "`regional-conductance` if there is a region, `layer-conductance`, `random` with"
                  + " seeds 0, 1, 2",
              "the orders in which neurons are pruned"),
          key(
              "fractions",
              list(fraction()),
              List.of(0.0, 0.01, 0.03, 0.05, 0.1, 0.3, 0.5),
              "the top parts of a ranking that are pruned; 0 is always added"),
          key(
              "replacement",
              ReplacementOptions.TYPE,
              "zero",
              "the value of a pruned neuron: `zero`, `baseline` (its activation there), `mean:FILE`"
                  + " (its mean activation over the inputs of a `.npy`), or `path` (its own value"
                  + " at each point of the path, as a constant)"),
          optional("figures", map(FIGURES), "", "appearance of figures and report"),
          StudyKeys.DTYPE,
          key(
              "seed",
              integer(0, Long.MAX_VALUE),
              1,
              "random numbers of: the ranking `random` without seeds, random pruning in"
                  + " `replication` and `robustness`, `axioms` and `sanity`"));

  private ExperimentKeys() {}
}
