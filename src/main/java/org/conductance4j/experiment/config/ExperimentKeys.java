package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.oneOf;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.either;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.flag;
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
import org.conductance4j.config.Type;
import org.conductance4j.scene.SceneOptions;

/** The keys of a study of one input, except those of its sections. */
final class ExperimentKeys {

  private static final String OWN = "the network's own";
  private static final Type ROW = integer(0, Integer.MAX_VALUE);
  private static final Type MEAN = list(number(NumberRange.FINITE), 3);
  private static final Type STD = list(number(NumberRange.POSITIVE), 3);
  private static final Type PIXELS = integer(1, 1 << 14);
  private static final Type SEED = integer(0, Long.MAX_VALUE);
  private static final Type SIZE = integer(SceneOptions.SMALLEST, SceneOptions.LARGEST);
  private static final Type LIGHTS = integer(0, SceneOptions.MOST_LIGHTS);

  private static final Type OBJECTIVE =
      text(
          "objective",
          "probability:predicted",
          "logit:C",
          "log-probability:C",
          "margin:C,D",
          "softmax:C",
          "sigmoid:C",
          "token:ID",
          "element:I,J",
          "cosine:FILE");

  private static final Keys SCENE =
      Keys.of(
          "scene",
          key("seed", SEED, "seed of the scene"),
          key("size", SIZE, SceneOptions.DEFAULT_SIZE, "rows and columns in pixels"),
          optional("lights", LIGHTS, "chosen by the seed", "number of stoplights"));

  private static final Keys INPUT =
      Keys.of(
          "input",
          oneOf("image", file(), "a JPEG or PNG"),
          oneOf("array", file(), "a `.npy` of shape (1, the network's input), in its units"),
          oneOf("scene", map(SCENE), "a generated street"),
          oneOf(
              "text",
              either(text(), list(text(), 2)),
              "a sentence, or two for a network that takes a pair; needs `tokenizer` or"
                  + " `vocabulary`"),
          oneOf("table", file(), "a table with a header, `.csv` or `.tsv`; needs `row`"),
          optional("tokenizer", file(), "for a token network", "its `tokenizer.json`"),
          optional("vocabulary", file(), "for a DL4J network", "the known words, one per line"),
          optional("row", ROW, "required with `table`", "counted from 0, without the header"),
          optional("source", text(), "where to get the file; printed if it is missing"),
          optional("resize", PIXELS, OWN, "the shorter side after resizing"),
          optional("crop", PIXELS, OWN, "side of the centre crop"),
          optional("mean", MEAN, OWN, "subtracted from each channel's values in [0, 1]"),
          optional("std", STD, OWN, "the result is divided by it"));

  private static final Keys NAMED_INPUT =
      Keys.of(
          "one of several inputs",
          key("array", file(), "a `.npy` of shape (1, the input); of tokens, their numbers"),
          optional(
              "hold",
              flag(),
              "masks and other integers",
              "whether the input stays as it is, while the path moves the others"));

  private static final Keys FIGURES =
      Keys.of(
          "figures",
          key("background", id(List.of("picture", "edges")), "picture", "what is under the maps"),
          optional(
              "fractions",
              list(fraction()),
              "the smallest above 0",
              "networks whose maps are drawn"),
          PublishedCurves.KEY,
          optional("pages", named(text()), "titles and addresses of pages to link"));

  /** The keys of a study of one input without sections. */
  static final List<Key> KEYS =
      List.of(
          StudyKeys.EXPERIMENT,
          StudyKeys.MODEL,
          optional("labels", file(), "numbers", "class names, one per line"),
          oneOf("input", map(INPUT), "what is explained"),
          oneOf(
              "inputs",
              named(map(NAMED_INPUT)),
              "what each input of a network with several of them is given, by the input's name"),
          key(
              "objective",
              OBJECTIVE,
              "the score: `probability:C`, `logit:C`, `log-probability:C`, `margin:C,D`; C is the"
                  + " index or name of a class, or `predicted`; `C@T` is at time step T; `OUTPUT/`"
                  + " before it chooses one of several outputs; see also [other"
                  + " objectives](commands.md#objectives)"),
          optional(
              "baseline",
              StudyKeys.BASELINE,
              "`black` for a picture or scene, else `constant:0`",
              "start of the path: `black`, `white`, `constant:V`, `blur:SIGMA`, `uniform:SEED`,"
                  + " `gaussian:SIGMA,SEED`, `maximum-distance`, `mean` (of a table), `pad`,"
                  + " `mask` or `text:FILE` (for a sentence with a tokenizer), or a file; `black` and `white` only for pictures"),
          StudyKeys.LAYER,
          optional(
              "region",
              StudyKeys.REGION,
              "the whole input",
              "the part of the input that counts as *inside*: `box:ROW0,ROW1,COLUMN0,COLUMN1` (ends"
                  + " excluded), `polygon:r,c;r,c;…`, `mask:FILE`, `range:FROM,TO` (words, tokens,"
                  + " features or time steps), `word:TEXT`, `not:R`, `R+R`"),
          optional("path", map(PathReader.KEYS), "how the integral is computed"),
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
                  + " at each point of the path)"),
          optional("figures", map(FIGURES), "appearance of figures and report"),
          StudyKeys.DTYPE,
          key("seed", SEED, 1, "seed of everything random that has no other"));

  private ExperimentKeys() {}
}
