package org.conductance4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.conductance4j.array.TextFile;
import org.conductance4j.config.InvalidInputException;

/**
 * The words that a network knows and their numbers. Sentences are split at every character that is
 * not a letter, a digit or an apostrophe. Case is ignored. Unknown words have the number of {@value
 * #UNKNOWN}. Immutable.
 */
public final class Vocabulary {

  /** The entry for every unknown word. */
  public static final String UNKNOWN = "<unknown>";

  private static final long MOST_BYTES = 1 << 26;

  private final List<String> entries;
  private final Map<String, Integer> numbers = new HashMap<>();

  private Vocabulary(List<String> entries) {
    this.entries = List.copyOf(entries);
    for (int number = 0; number < entries.size(); number++) {
      numbers.put(entries.get(number), number);
    }
  }

  /**
   * {@return the words of some sentences, in alphabetical order after {@value #UNKNOWN}}
   *
   * @param sentences what to learn from
   */
  public static Vocabulary of(List<String> sentences) {
    TreeSet<String> words = new TreeSet<>();
    sentences.forEach(sentence -> words.addAll(words(sentence)));
    List<String> entries = new ArrayList<>(List.of(UNKNOWN));
    entries.addAll(words);
    return new Vocabulary(entries);
  }

  /**
   * {@return the vocabulary of a text file (UTF-8) with one word per line, in the order of their
   * numbers}
   *
   * @param file the file
   * @throws InvalidInputException if the file is missing, no text, too large, has a blank line or a
   *     word twice, or does not hold {@value #UNKNOWN}
   */
  public static Vocabulary read(Path file) {
    List<String> lines = TextFile.lines(file, MOST_BYTES);
    Vocabulary vocabulary = new Vocabulary(lines);
    if (vocabulary.numbers.size() < lines.size() || vocabulary.numbers.containsKey("")) {
      throw InvalidInputException.of(
          file.toString(), "needs a different word a line", "a word twice", "name each once");
    }
    if (!vocabulary.numbers.containsKey(UNKNOWN)) {
      throw InvalidInputException.of(
          file.toString(),
          "needs a line " + UNKNOWN,
          "none",
          "add it where the network has its number");
    }
    return vocabulary;
  }

  /**
   * {@return the words of a sentence, in lower case}
   *
   * @param sentence any text
   */
  public static List<String> words(String sentence) {
    List<String> words = new ArrayList<>();
    for (String word : sentence.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}'’]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  /**
   * {@return the numbers of words, (time)}
   *
   * @param words in lower case
   */
  public double[] numbers(List<String> words) {
    return words.stream().mapToDouble(this::number).toArray();
  }

  private double number(String word) {
    Integer known = numbers.get(word);
    return known == null ? unknown() : known;
  }

  /**
   * {@return whether a word has a number of its own}
   *
   * @param word in lower case
   */
  public boolean knows(String word) {
    return numbers.containsKey(word);
  }

  /** {@return the number of {@value #UNKNOWN}} */
  public int unknown() {
    return entries.indexOf(UNKNOWN);
  }

  /** {@return all entries, in the order of their numbers} */
  public List<String> entries() {
    return entries;
  }
}
