package org.conductance4j.experiment.config;

import static org.conductance4j.config.Type.textOrFile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.Type;
import org.conductance4j.experiment.input.Inputs;
import org.conductance4j.experiment.input.LayerActivations;
import org.conductance4j.pruning.Replacement;
import org.jspecify.annotations.Nullable;

/**
 * What takes the place of pruned neurons: {@code zero}, {@code baseline}, {@code mean:FILE} or
 * {@code path}.
 *
 * @param kind the part before the colon
 * @param file inputs with a leading batch axis whose activations are averaged, or null
 * @param where the config's position
 */
public record ReplacementOptions(String kind, @Nullable Path file, String where) {

  /** The forms of a replacement. */
  static final Type TYPE = textOrFile("replacement", "zero", "baseline", "mean:FILE", "path");

  private static final String MEAN = "mean:";

  static final ReplacementOptions ZERO = new ReplacementOptions("zero", null, "replacement");

  static ReplacementOptions read(ConfigNode node) {
    String text = node.string();
    if (text.startsWith(MEAN)) {
      Path file = node.folder().resolve(text.substring(MEAN.length())).normalize();
      if (!Files.isRegularFile(file)) {
        node.problem("must name a file that exists, got '" + file + "'; write mean:inputs.npy");
      }
      return new ReplacementOptions("mean", file, node.where());
    }
    if (!List.of("zero", "baseline", "path").contains(text)) {
      node.problem("must be zero, baseline, mean:FILE or path, got '" + text + "'");
      return ZERO;
    }
    return new ReplacementOptions(text, null, node.where());
  }

  /**
   * {@return the replacement at a question's layer}
   *
   * @param question with a layer
   */
  public Replacement at(ResolvedQuestion question) {
    return switch (kind) {
      case "baseline" ->
          Replacement.baseline(LayerActivations.at(question, List.of(question.baseline())).get(0));
      case "mean" -> Replacement.mean(LayerActivations.mean(question, examples(question)));
      case "path" -> Replacement.held();
      default -> Replacement.zero();
    };
  }

  private List<Tensor> examples(ResolvedQuestion question) {
    Path inputs = file;
    if (inputs == null) {
      throw new IllegalStateException("replacement: was read without its file");
    }
    return InvalidInputException.within(
        where,
        () ->
            Inputs.examples(Inputs.array(inputs).values(), inputs.toString()).stream()
                .map(one -> Inputs.embedded(question.program(), one))
                .toList());
  }
}
