package org.conductance4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

  @TempDir private Path folder;

  @Test
  void words_sentence_areLowerCaseWithoutMarks() {
    assertThat(Vocabulary.words("  Who’s there? It's me, No. 7 – Zoë!"))
        .containsExactly("who’s", "there", "it's", "me", "no", "7", "zoë");
    assertThat(Vocabulary.words("?!")).isEmpty();
  }

  @Test
  void numbers_unknownWord_isTheNumberOfUnknown() {
    Vocabulary vocabulary = Vocabulary.of(List.of("b a", "c b"));

    assertThat(vocabulary.entries()).containsExactly("<unknown>", "a", "b", "c");
    assertThat(vocabulary.numbers(List.of("c", "x", "a"))).containsExactly(3, 0, 1);
    assertThat(vocabulary.knows("x")).isFalse();
  }

  @Test
  void read_file_keepsTheOrder() throws IOException {
    Path file = Files.writeString(folder.resolve("v.txt"), "z\n<unknown>\na\n");

    assertThat(Vocabulary.read(file).numbers(List.of("a", "q", "z"))).containsExactly(2, 1, 0);
  }

  @Test
  void read_badFile_isRefused() throws IOException {
    Path twice = Files.writeString(folder.resolve("twice.txt"), "<unknown>\na\na\n");
    Path without = Files.writeString(folder.resolve("without.txt"), "a\nb\n");

    assertThatThrownBy(() -> Vocabulary.read(twice))
        .hasMessage(twice + ": needs a different word a line, got a word twice; name each once");
    assertThatThrownBy(() -> Vocabulary.read(without))
        .hasMessageContaining("needs a line <unknown>, got none");
    assertThatThrownBy(() -> Vocabulary.read(folder.resolve("none.txt")))
        .hasMessageContaining("got no such file");
  }

  @Test
  void sentences_fileWithBothColumns_areRead() throws IOException {
    Path file = Files.writeString(folder.resolve("s.tsv"), "class\ttext\nq\twho, me\nr\tyes\n");

    Sentences sentences = Sentences.read(file);

    assertThat(sentences.texts()).containsExactly("who, me", "yes");
    assertThat(sentences.labels()).containsExactly("q", "r");
    Path other = Files.writeString(folder.resolve("o.tsv"), "class\tsentence\nq\twho\n");
    assertThatThrownBy(() -> Sentences.read(other))
        .hasMessage(other + ":1: needs a column 'text', got [class, sentence]; add it");
  }
}
