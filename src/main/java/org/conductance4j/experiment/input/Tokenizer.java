package org.conductance4j.experiment.input;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;
import org.conductance4j.array.TextFile;
import org.conductance4j.attribution.question.InputScale;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.LoadedNetwork;
import org.conductance4j.model.onnx.OnnxValue;

/**
 * Turns text into tokens by a {@code tokenizer.json}, with the library of Hugging Face. The library
 * is optional, and is loaded only where text is read.
 */
public final class Tokenizer {

  private static final List<String> KINDS = List.of("WordPiece", "BPE", "Unigram", "WordLevel");
  private static final List<String> PADS = List.of("[PAD]", "<pad>", "<|endoftext|>", "</s>");
  private static final List<String> MASKS = List.of("[MASK]", "<mask>");
  private static final long MOST_BYTES = 1 << 28;

  private final Path file;
  private final JsonNode description;

  private Tokenizer(Path file, JsonNode description) {
    this.file = file;
    this.description = description;
  }

  /**
   * Reads a tokenizer.
   *
   * @param file {@code tokenizer.json}
   * @return the tokenizer
   * @throws InvalidInputException if it is missing, damaged or of an unknown kind
   */
  public static Tokenizer read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw InvalidInputException.of(
            file.toString(),
            "must be a tokenizer of at most " + MOST_BYTES + " bytes",
            Files.size(file),
            "give the file tokenizer.json that belongs to the network");
      }
      JsonNode read = new ObjectMapper().readTree(file.toFile());
      String kind = read == null ? "" : read.path("model").path("type").asText();
      boolean known = read != null && (KINDS.contains(kind) || read.path("model").has("vocab"));
      if (!known) {
        throw InvalidInputException.of(
            file.toString(),
            "must be a tokenizer of one of the kinds " + KINDS,
            kind.isEmpty() ? "no model" : "'" + kind + "'",
            "give the file tokenizer.json that belongs to the network");
      }
      return new Tokenizer(file, read);
    } catch (JacksonException e) {
      throw damaged(file, "no JSON");
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  private static InvalidInputException damaged(Path file, String found) {
    return InvalidInputException.of(
        file.toString(), "must be a whole tokenizer.json", found, "get the file again");
  }

  /**
   * Turns a text into what a network takes.
   *
   * @param network whose length of text is taken, where it has one
   * @param input its input for tokens
   * @param texts a sentence or two
   * @return the tokens, padded to the network's length
   * @throws InvalidInputException if there is no word, the text is too long, or most of its tokens
   *     are unknown
   */
  public TokenizedText encode(LoadedNetwork network, String input, List<String> texts) {
    TokenizedText text = encode(texts);
    List<OnnxValue.Axis> axes = network.onnx().map(model -> model.axes(input)).orElse(null);
    long wanted = axes == null || axes.isEmpty() ? 0 : axes.get(axes.size() - 1).extent();
    if (wanted <= 0) {
      return text;
    }
    boolean shorter = text.ids().size() < wanted;
    return text.padded((int) wanted, shorter ? pad() : 0);
  }

  /**
   * Turns a text into tokens.
   *
   * @param texts a sentence or two
   * @return the tokens
   * @throws InvalidInputException if there is no word, or most of the tokens are unknown
   */
  public TokenizedText encode(List<String> texts) {
    if (texts.isEmpty() || texts.size() > 2 || texts.stream().anyMatch(String::isBlank)) {
      throw InvalidInputException.of(
          "text", "must be a sentence or two", texts, "write words in each");
    }
    try {
      return library(texts);
    } catch (NoClassDefFoundError e) {
      throw InvalidInputException.of(
          "text",
          "needs a library that reads tokenizers",
          "none on the class path",
          "add ai.djl.huggingface:tokenizers:0.38.0, or give the tokens' numbers");
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    } catch (InvalidInputException e) {
      throw e;
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      throw damaged(file, "one that its library refuses: " + e.getMessage());
    }
  }

  private TokenizedText library(List<String> texts) throws IOException {
    // It would fetch native code from the network where it has none, and report its use.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    try (HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(file)
            .optPadding(false)
            .optTruncation(false)
            .build()) {
      Encoding encoding =
          texts.size() == 1
              ? tokenizer.encode(texts.get(0), true, false)
              : tokenizer.encode(texts.get(0), texts.get(1), true, false);
      return text(texts, encoding);
    }
  }

  private TokenizedText text(List<String> texts, Encoding encoding) {
    List<Integer> ids = Arrays.stream(encoding.getIds()).mapToObj(id -> (int) id).toList();
    long[] words = encoding.getWordIds();
    List<Boolean> special =
        IntStream.range(0, ids.size()).mapToObj(token -> words[token] < 0).toList();
    long unknown = ids.stream().filter(id -> id == unknown()).count();
    if (ids.isEmpty() || !special.contains(false)) {
      throw InvalidInputException.of("text", "needs a word", texts, "write a sentence");
    }
    if (2 * unknown > ids.size()) {
      throw InvalidInputException.of(
          "text",
          "must have tokens that the tokenizer knows",
          unknown + " unknown of " + ids.size(),
          "give the tokenizer of this network and language");
    }
    return new TokenizedText(
        ids,
        Arrays.stream(encoding.getTypeIds()).mapToObj(type -> (int) type).toList(),
        special,
        ids.size(),
        words(texts, encoding));
  }

  private static List<InputScale.Word> words(List<String> texts, Encoding encoding) {
    long[] numbers = encoding.getWordIds();
    long[] sentences = encoding.getSequenceIds();
    List<InputScale.Word> words = new ArrayList<>();
    for (int from = 0; from < numbers.length; ) {
      int to = from + 1;
      while (to < numbers.length
          && numbers[from] >= 0
          && numbers[to] == numbers[from]
          && sentences[to] == sentences[from]) {
        to++;
      }
      words.add(new InputScale.Word(written(texts, encoding, from, to), from, to));
      from = to;
    }
    return words;
  }

  /** The letters that tokens stand for; of a special token its name. */
  private static String written(List<String> texts, Encoding encoding, int from, int to) {
    CharSpan[] spans = encoding.getCharTokenSpans();
    CharSpan first = spans[from];
    CharSpan last = spans[to - 1];
    String name = String.join("", Arrays.copyOfRange(encoding.getTokens(), from, to));
    if (encoding.getWordIds()[from] < 0 || first == null || last == null) {
      return name;
    }
    String text = texts.get((int) encoding.getSequenceIds()[from]);
    int start = text.offsetByCodePoints(0, first.getStart());
    int end = text.offsetByCodePoints(0, last.getEnd());
    String letters = text.substring(start, end).strip();
    return letters.isEmpty() ? name : letters;
  }

  /**
   * The tokens of a baseline.
   *
   * @param text the input
   * @param baseline {@code pad}, {@code mask}, or {@code text:FILE} of as many tokens
   * @param folder what relative names count from
   * @return numbers, (token); special tokens stay as they are
   * @throws InvalidInputException if the tokenizer has no such token, or the other text another
   *     length
   */
  public Tensor baseline(TokenizedText text, String baseline, Path folder) {
    if (baseline.equals("pad")) {
      return text.replaced(pad());
    }
    if (baseline.equals("mask")) {
      return text.replaced(token(MASKS).orElseThrow(() -> without("mask")));
    }
    Path other = folder.resolve(baseline.substring("text:".length()).strip());
    TokenizedText given = encode(List.of(sentence(other)));
    if (given.length() != text.length()) {
      throw InvalidInputException.of(
          "baseline",
          "needs a text of the input's " + text.length() + " tokens",
          given.length() + " in '" + other + "'",
          "write another, or take pad or mask");
    }
    return given.padded(text.ids().size(), text.ids().get(text.ids().size() - 1)).loaded().values();
  }

  /**
   * {@return the text of a file, without space around it}
   *
   * @param file in UTF-8
   * @throws InvalidInputException if it cannot be read
   */
  public static String sentence(Path file) {
    return TextFile.read(file, MOST_BYTES).strip();
  }

  private int pad() {
    JsonNode said = description.path("padding").path("pad_id");
    return said.isInt() ? said.intValue() : token(PADS).orElseThrow(() -> without("pad"));
  }

  private InvalidInputException without(String what) {
    return InvalidInputException.of(
        file.toString(), "has no token to " + what + " with", "none", "choose another baseline");
  }

  private int unknown() {
    JsonNode model = description.path("model");
    if (model.path("unk_id").isInt()) {
      return model.path("unk_id").intValue();
    }
    String name = model.path("unk_token").asText("");
    return name.isEmpty() ? -1 : token(List.of(name)).orElse(-1);
  }

  private OptionalInt token(List<String> names) {
    for (String name : names) {
      for (JsonNode added : description.path("added_tokens")) {
        if (added.path("content").asText().equals(name)) {
          return OptionalInt.of(added.path("id").intValue());
        }
      }
      JsonNode known = description.path("model").path("vocab").path(name);
      if (known.isInt()) {
        return OptionalInt.of(known.intValue());
      }
    }
    return OptionalInt.empty();
  }
}
