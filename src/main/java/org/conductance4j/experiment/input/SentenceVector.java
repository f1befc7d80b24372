package org.conductance4j.experiment.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.conductance4j.array.Precision;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.Objective;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.engine.Evaluator;
import org.conductance4j.engine.OutputStage;
import org.conductance4j.engine.Program;
import org.conductance4j.engine.Section;
import org.conductance4j.engine.frontend.InputRoles;
import org.conductance4j.engine.frontend.NetworkLowering;
import org.conductance4j.model.LoadedNetwork;

/** What a network gives another sentence, for a cosine with it. */
public final class SentenceVector {

  private SentenceVector() {}

  /**
   * Computes the output that an objective reads.
   *
   * @param network a token network
   * @param tokenizer the network's
   * @param objective says which of its outputs
   * @param file the sentence
   * @return of the output's shape
   * @throws InvalidInputException if the sentence does not fit the network
   */
  public static Tensor of(
      LoadedNetwork network, Tokenizer tokenizer, Objective objective, Path file) {
    InputRoles roles = NetworkLowering.roles(network, Set.of(), Set.of());
    String tokens = roles.explained().get(0);
    TokenizedText text = tokenizer.encode(network, tokens, List.of(Tokenizer.sentence(file)));
    Tensor ids = text.loaded().values();
    Program lowered =
        NetworkLowering.lowerGiven(
            network,
            Precision.FLOAT32,
            Map.of(tokens, ids.shape()),
            text.values(roles.given(), tokens));
    Section whole = objective.at(lowered).whole(OutputStage.LOGITS);
    try (Evaluator evaluator = whole.bindForward(1)) {
      evaluator.forward(Inputs.embedded(lowered, ids).toArray());
      return Tensor.of(whole.targetShapes().get(0), evaluator.target(0));
    }
  }
}
