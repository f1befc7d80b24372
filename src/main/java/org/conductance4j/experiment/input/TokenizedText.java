package org.conductance4j.experiment.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;

/**
 * A sentence, or a pair of them, as a token network takes it. Immutable.
 *
 * @param ids number of each token
 * @param types 0 for tokens of the first sentence, 1 for those of the second
 * @param special whether a token is none of a word, such as {@code [CLS]}
 * @param length number of tokens before padding
 * @param words whose tokens follow each other and together are all of them
 */
public record TokenizedText(
    List<Integer> ids,
    List<Integer> types,
    List<Boolean> special,
    int length,
    List<InputScale.Word> words) {

  /** Copies the lists. */
  public TokenizedText {
    ids = List.copyOf(ids);
    types = List.copyOf(types);
    special = List.copyOf(special);
    words = List.copyOf(words);
  }

  /** {@return the tokens' numbers, (token), with what they mean} */
  public Inputs.Loaded loaded() {
    return new Inputs.Loaded(
        tensor(ids.stream().mapToDouble(Integer::doubleValue).toArray()),
        new InputScale.Tokens(words),
        Optional.empty());
  }

  /**
   * What an input beside the tokens takes, by the name that Hugging Face's exporters give it.
   *
   * @param name the input's
   * @return (token); empty for an input that a tokenizer knows nothing of
   */
  public Optional<Tensor> given(String name) {
    return switch (name) {
      case "attention_mask", "input_mask" -> Optional.of(numbers(token -> token < length ? 1 : 0));
      case "token_type_ids", "segment_ids" -> Optional.of(numbers(types::get));
      case "position_ids" -> Optional.of(numbers(token -> token));
      default -> Optional.empty();
    };
  }

  /**
   * What the inputs of a network take.
   *
   * @param names the inputs
   * @param tokens the one that takes the tokens' numbers
   * @return one example of each, by name
   * @throws InvalidInputException if one is no input that a tokenizer knows of
   */
  public Map<String, Tensor> values(List<String> names, String tokens) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (String name : names) {
      Optional<Tensor> own = name.equals(tokens) ? Optional.of(loaded().values()) : given(name);
      values.put(
          name,
          own.orElseThrow(
              () ->
                  InvalidInputException.of(
                      "input '" + name + "'",
                      "must be one that follows from a text, such as attention_mask",
                      "another",
                      "give each input its array")));
    }
    return values;
  }

  private Tensor numbers(IntUnaryOperator number) {
    return tensor(IntStream.range(0, ids.size()).map(number).asDoubleStream().toArray());
  }

  private static Tensor tensor(double... numbers) {
    return Tensor.of(new int[] {numbers.length}, numbers);
  }

  /**
   * The same text at the length that a network has.
   *
   * @param wanted number of tokens
   * @param pad what fills it up
   * @return the text, padded at its end
   * @throws InvalidInputException if it is longer, since nothing is cut off silently
   */
  TokenizedText padded(int wanted, int pad) {
    int more = wanted - ids.size();
    if (more < 0) {
      throw InvalidInputException.of(
          "text",
          "must not have more than the network's " + wanted + " tokens",
          ids.size(),
          "shorten it");
    }
    if (more == 0) {
      return this;
    }
    List<Integer> numbers = new ArrayList<>(ids);
    List<Integer> kinds = new ArrayList<>(types);
    List<Boolean> kept = new ArrayList<>(special);
    for (int k = 0; k < more; k++) {
      numbers.add(pad);
      kinds.add(0);
      kept.add(true);
    }
    List<InputScale.Word> all = new ArrayList<>(words);
    all.add(new InputScale.Word("(padding)", ids.size(), wanted));
    return new TokenizedText(numbers, kinds, kept, length, all);
  }

  /** The tokens' numbers with another in place of each token of a word. */
  Tensor replaced(int token) {
    return numbers(place -> special.get(place) ? ids.get(place) : token);
  }

  /**
   * Adds numbers up over the tokens of each word.
   *
   * @param values (token, feature) of one example
   * @return (word)
   */
  public double[] sums(Tensor values) {
    double[] sums = new double[words.size()];
    int width = values.length() / ids.size();
    Arrays.setAll(
        sums,
        word ->
            IntStream.range(words.get(word).from() * width, words.get(word).to() * width)
                .mapToDouble(values::get)
                .sum());
    return sums;
  }
}
