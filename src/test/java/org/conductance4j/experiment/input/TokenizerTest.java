package org.conductance4j.experiment.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.attribution.question.InputScale.Word;
import org.conductance4j.config.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

  @TempDir private Path folder = Path.of("");

  private TokenizedText encode(String... texts) {
    return Tokenizer.read(TokenizerFiles.wordPiece(folder)).encode(List.of(texts));
  }

  /** The file says to cut off behind three tokens, which nobody would notice. */
  @Test
  void sentence_isWhole_andItsWordsHaveTheirPieces() {
    TokenizedText text = encode("Red 🚦 Lights, red");

    assertThat(text.ids()).containsExactly(4, 1, 5, 6, 1, 4, 3);
    assertThat(text.words())
        .containsExactly(
            new Word("Red", 0, 1),
            new Word("🚦", 1, 2),
            new Word("Lights", 2, 4),
            new Word(",", 4, 5),
            new Word("red", 5, 6),
            new Word("[SEP]", 6, 7));
    assertThat(text.special()).containsExactly(false, false, false, false, false, false, true);
  }

  @Test
  void pair_hasTypesAndMasks() {
    TokenizedText text = encode("red light", "lights");

    assertThat(text.ids()).containsExactly(4, 5, 3, 5, 6, 3);
    assertThat(text.words())
        .extracting(Word::text)
        .containsExactly("red", "light", "[SEP]", "lights", "[SEP]");
    assertThat(text.given("token_type_ids")).hasValue(tokens(0, 0, 0, 1, 1, 1));
    assertThat(text.given("position_ids")).hasValue(tokens(0, 1, 2, 3, 4, 5));
    assertThat(text.padded(8, 0).given("attention_mask")).hasValue(tokens(1, 1, 1, 1, 1, 1, 0, 0));
    assertThat(text.given("pixel_values")).isEmpty();
  }

  private static Tensor tokens(double... numbers) {
    return Tensor.of(new int[] {numbers.length}, numbers);
  }

  @Test
  void sums_addThePiecesOfAWord() {
    TokenizedText text = encode("red lights").padded(6, 0);
    double[] numbers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Tensor values = Tensor.of(new int[] {6, 2}, numbers);

    assertThat(text.words())
        .extracting(Word::text)
        .containsExactly("red", "lights", "[SEP]", "(padding)");
    assertThat(text.sums(values)).containsExactly(3, 18, 15, 42);
  }

  @Test
  void baselines_keepSpecialTokens() throws IOException {
    Tokenizer tokenizer = Tokenizer.read(TokenizerFiles.wordPiece(folder));
    TokenizedText text = tokenizer.encode(List.of("red lights"));
    Files.writeString(folder.resolve("other.txt"), "light reds\n");

    assertThat(tokenizer.baseline(text, "pad", folder)).isEqualTo(tokens(0, 0, 0, 3));
    assertThat(tokenizer.baseline(text, "mask", folder)).isEqualTo(tokens(2, 2, 2, 3));
    assertThat(tokenizer.baseline(text, "text:other.txt", folder)).isEqualTo(tokens(5, 4, 6, 3));
    Files.writeString(folder.resolve("other.txt"), "light");
    assertThatThrownBy(() -> tokenizer.baseline(text, "text:other.txt", folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("baseline: needs a text of the input's 4 tokens, got 2 in ");
  }

  @Test
  void otherKinds_areRead() {
    assertThat(Tokenizer.read(TokenizerFiles.bpe(folder)).encode(List.of("red er")).ids())
        .containsExactly(4, 1, 0);
    TokenizedText text =
        Tokenizer.read(TokenizerFiles.unigram(folder)).encode(List.of("red lights"));
    assertThat(text.ids()).containsExactly(1, 2, 3, 4);
    assertThat(text.words()).containsExactly(new Word("red", 0, 1), new Word("lights", 1, 4));
  }

  @Test
  void textLongerThanTheNetwork_isRefused() {
    assertThatThrownBy(() -> encode("red light").padded(2, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("text: must not have more than the network's 2 tokens, got 3; shorten it");
  }

  @Test
  void unknownWords_areRefused() {
    assertThatThrownBy(() -> encode("grün gelb blau"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "text: must have tokens that the tokenizer knows, got 3 unknown of 4; give the"
                + " tokenizer of this network and language");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | must be a whole tokenizer.json, got no JSON; get the file again",
        "{} | must be a tokenizer of one of the kinds [WordPiece, BPE, Unigram, WordLevel], got no"
            + " model; give the file tokenizer.json that belongs to the network",
        "{\"model\":{\"type\":\"Odd\"}} | must be a tokenizer of one of the kinds [WordPiece, BPE,"
            + " Unigram, WordLevel], got 'Odd'; give the file tokenizer.json that belongs to the"
            + " network",
      })
  void damagedFile_isRefused(String content, String rule) throws IOException {
    Path file = Files.writeString(folder.resolve("t.json"), content);

    assertThatThrownBy(() -> Tokenizer.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": " + rule);
  }

  @Test
  void fileThatTheLibraryRefuses_isNamedInOneLine() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.json"), "{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":3}}");

    assertThatThrownBy(() -> Tokenizer.read(file).encode(List.of("red")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            file + ": must be a whole tokenizer.json, got one that its library refuses: ")
        .hasMessageEndingWith("; get the file again");
  }
}
