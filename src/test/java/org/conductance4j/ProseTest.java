package org.conductance4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that README, docs, comments and help texts are in plain English. */
class ProseTest {

  private static final int README_LINES = 110;
  private static final double WORDS_PER_SENTENCE = 20;
  private static final int WORDS_OF_A_DECISION = 400;

  private static final Path README = Path.of("README.md");
  private static final Path DOCS = Path.of("docs");
  private static final Path DECISIONS = DOCS.resolve("decisions");
  private static final List<Path> SOURCES =
      List.of(Path.of("src", "main", "java"), Path.of("src", "jmh", "java"));

  /** Words of our own that a reader would have to learn, and what to write instead. */
  private static final List<Phrase> DIALECT =
      List.of(
          phrase("\\b(?:hold|holds|held|holding)\\b[^.,;:]{0,60}? against\\b", "compare, check"),
          phrase("\\bheld to\\b|\\bholds that\\b", "check"),
          phrase("\\b(?:tell|tells|told|telling) of\\b", "report, describe"),
          phrase("\\bwhat (?:is|was) (?:told|said)\\b", "what is reported"),
          phrase("\\b(?:let|lets|letting) go of\\b", "release, drop"),
          phrase("\\b(?:go|goes|going|went) on (?:behind|from|where|with)\\b", "resume, continue"),
          phrase("\\b(?:make|makes|made)(?: \\w+)? again\\b", "recreate, repeat"),
          phrase("\\bsays? what (?:\\w+ ){1,6}takes?\\b", "give the cost"),
          phrase("\\bways? around\\b|\\b(?:go|goes|going) around\\b", "skip connection, bypass"),
          phrase("\\b(?:its|their) own sides?\\b", "the sign of its input"),
          phrase("\\bin passing\\b", "temporarily"),
          phrase("\\bfor good\\b", "permanently"),
          phrase("\\bat hand\\b", "available"),
          phrase("\\banew\\b", "again, new"),
          phrase("\\btaught\\b", "trained"),
          phrase("\\brectifiers?\\b", "ReLU"),
          phrase("\\bsweeps? of (?:a|the|each) (?:ReLU|rectifier)", "loop"),
          phrase("\\bturned (?:copy|copies|weights|matrix|matrices)\\b", "transposed"),
          phrase("\\bone behind the other\\b", "one after the other, concatenated"),
          phrase("\\bstands? (?:behind|beside|below)\\b", "is, follows"),
          phrase("\\bthe same, which\\b", "like ..., but"),
          phrase("\\bhow far it has come\\b", "progress"),
          phrase("\\bwhat\\b[^.;:]{0,40}? (?:is|are) worth\\b", "how reliable"),
          phrase("\\bmend(?:s|ed|ing)?\\b", "fix"));

  private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*]|\\d+\\.)\\s+");
  private static final Pattern WORD = Pattern.compile("[^\\s]*[\\p{L}\\p{N}][^\\s]*");

  /** Where a sentence ends; initials of authors do not end one. */
  private static final Pattern END = Pattern.compile("(?<=[.!?])(?<!\\b[A-Z]\\.)\\s+");

  private static final String STRING = "\"(?:[^\"\\\\\\n]++|\\\\.)*+\"";

  /** Strings and characters are matched too, so that no comment begins inside of one. */
  private static final Pattern COMMENT =
      Pattern.compile(
          "(?s)\"\"\".*?\"\"\"|" + STRING + "|'(?:[^'\\\\]|\\\\.[^']*)'|(/\\*.*?\\*/|//[^\\n]*)");

  private static final Pattern HELP =
      Pattern.compile("description\\s*=\\s*((?:" + STRING + "[\\s+]*)++)");

  private static final Pattern LEADER = Pattern.compile("\\s*\\n\\s*(?:\\*(?!/)|//)?\\s*|\\s+");
  private static final Pattern JOINT = Pattern.compile("\"[\\s+]*\"");

  /**
   * A phrase of the dialect.
   *
   * @param pattern finds it in text whose lines are joined
   * @param instead plain words
   */
  private record Phrase(Pattern pattern, String instead) {}

  private static Phrase phrase(String regex, String instead) {
    return new Phrase(Pattern.compile(regex, Pattern.CASE_INSENSITIVE), instead);
  }

  @Test
  void readme_asItIs_isShort() throws IOException {
    assertThat(length(README, Files.readString(README))).isEmpty();
  }

  @Test
  void sentences_ofReadmeAndDocs_areShortOnAverage() throws IOException {
    List<String> wordy = new ArrayList<>();
    for (Path page : pages()) {
      wordy.addAll(sentences(page, Files.readString(page)));
    }

    assertThat(wordy).isEmpty();
  }

  @Test
  void pages_forReaders_containNoDialect() throws IOException {
    List<Path> pages = pages();
    pages.add(Path.of("CONTRIBUTING.md"));
    pages.add(Path.of("CHANGELOG.md"));
    List<String> found = new ArrayList<>();
    for (Path page : pages) {
      found.addAll(dialect(page, String.join(" ", blocks(Files.readString(page), true))));
    }

    assertThat(pages).hasSizeGreaterThan(50);
    assertThat(found).isEmpty();
  }

  @Test
  void commentsAndHelpTexts_ofSources_containNoDialect() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (Path root : SOURCES) {
      for (Path file : files(root, ".java")) {
        found.addAll(dialect(file, prose(Files.readString(file))));
        files++;
      }
    }

    assertThat(files).isGreaterThan(300);
    assertThat(found).isEmpty();
  }

  @Test
  void decisions_onDisk_haveTheirForm() throws IOException {
    Path index = DECISIONS.resolve("README.md");
    String listed = Files.exists(index) ? Files.readString(index) : "";
    List<String> problems = new ArrayList<>();
    int pages = 0;
    for (Path page : files(DECISIONS, ".md")) {
      if (!page.equals(index)) {
        problems.addAll(decision(page, Files.readString(page), listed));
        pages++;
      }
    }

    assertThat(pages).isGreaterThan(50);
    assertThat(problems).isEmpty();
  }

  @Test
  void badText_planted_breaksEveryRule() {
    Path page = Path.of("0001-bad.md");
    String wordy = "Word ".repeat(21).strip() + ".";
    String decision = "# Bad\n\n## Decision\n\n## Context\n\n" + (wordy + " ").repeat(20);

    assertThat(length(page, "line\n".repeat(111))).containsExactly(page + ": 111 lines");
    assertThat(sentences(page, "# Bad\n\n" + wordy))
        .containsExactly(page + ": 21.0 words per sentence");
    assertThat(dialect(page, "It is held again, and held against it."))
        .containsExactly(page + ": 'held against'; write: compare, check");
    assertThat(decision(page, decision, "[0002](0002-good.md)"))
        .containsExactly(
            page + ": no '**Status:**' line",
            page + ": needs the headings Context, Decision, Consequences, got [Decision, Context]",
            page + ": 423 words",
            page + ": not in the index");
  }

  @Test
  void eachPhraseOfTheDialect_inAComment_isFoundAcrossLines() {
    String source =
        """
        /** Holds a program
         * against its network; goes on
         * where it was. */
        @Option(names = "--x", description = "Pruned in "
            + "passing.")
        String message = "// made again"; // at hand
        """;

    assertThat(dialect(Path.of("X.java"), prose(source)))
        .containsExactly(
            "X.java: 'Holds a program against'; write: compare, check",
            "X.java: 'goes on where'; write: resume, continue",
            "X.java: 'in passing'; write: temporarily",
            "X.java: 'at hand'; write: available");
  }

  @Test
  void goodText_breaksNoRule() {
    Path page = Path.of("0002-good.md");
    String text =
        """
        # 0002 Good

        **Status:** Accepted, 2026-01-01

        ## Context

        M. Author, *A Paper*, says so. The audit compares both, see `held against`.

            a line of code that is held against another one and goes on for many more words than twenty

        | a table | that is held against another one |
        |---|---|

        ## Decision

        - A list of items
        - that are not one sentence, even if nobody ever ends any of them

        ## Consequences

        None.
        """;

    assertThat(length(page, text)).isEmpty();
    assertThat(sentences(page, text)).isEmpty();
    assertThat(dialect(page, String.join(" ", blocks(text, false)))).isEmpty();
    assertThat(decision(page, text, "| [0002](0002-good.md) | Good |")).isEmpty();
  }

  private static List<String> length(Path page, String text) {
    long lines = text.lines().count();
    return lines <= README_LINES ? List.of() : List.of(page + ": " + lines + " lines");
  }

  private static List<String> sentences(Path page, String text) {
    int sentences = 0;
    long words = 0;
    for (String block : blocks(text, false)) {
      for (String sentence : END.splitAsStream(block).toList()) {
        long count = words(sentence);
        words += count;
        sentences += count > 0 ? 1 : 0;
      }
    }
    double average = sentences == 0 ? 0 : (double) words / sentences;
    return average <= WORDS_PER_SENTENCE
        ? List.of()
        : List.of(String.format("%s: %.1f words per sentence", page, average));
  }

  private static List<String> dialect(Path file, String text) {
    return DIALECT.stream()
        .flatMap(
            phrase ->
                phrase
                    .pattern()
                    .matcher(text)
                    .results()
                    .map(hit -> file + ": '" + hit.group() + "'; write: " + phrase.instead()))
        .toList();
  }

  private static List<String> decision(Path page, String text, String index) {
    List<String> problems = new ArrayList<>();
    if (text.lines().noneMatch(line -> line.startsWith("**Status:**"))) {
      problems.add(page + ": no '**Status:**' line");
    }
    List<String> needed = List.of("Context", "Decision", "Consequences");
    List<String> headings =
        text.lines()
            .filter(line -> line.startsWith("## "))
            .map(line -> line.substring(3).strip())
            .toList();
    if (!headings.stream().filter(needed::contains).toList().equals(needed)) {
      problems.add(
          page + ": needs the headings " + String.join(", ", needed) + ", got " + headings);
    }
    long words = words(text);
    if (words > WORDS_OF_A_DECISION) {
      problems.add(page + ": " + words + " words");
    }
    if (!index.contains("(" + page.getFileName() + ")")) {
      problems.add(page + ": not in the index");
    }
    return problems;
  }

  private static long words(String text) {
    return WORD.matcher(text).results().count();
  }

  /**
   * Paragraphs and items of a page, each on one line, without code, headings, pictures and targets
   * of links.
   *
   * @param tables whether to keep rows of tables
   */
  private static List<String> blocks(String text, boolean tables) {
    List<String> blocks = new ArrayList<>();
    boolean fenced = false;
    boolean open = false;
    for (String line : text.lines().toList()) {
      boolean fence = line.strip().startsWith("```");
      boolean row = line.startsWith("|");
      boolean skipped =
          fence
              || fenced
              || line.isBlank()
              || line.startsWith("    ")
              || line.startsWith("#")
              || line.startsWith("![")
              || (row && !tables);
      fenced ^= fence;
      if (skipped) {
        open = false;
        continue;
      }
      Matcher item = ITEM.matcher(line);
      boolean begins = row || item.lookingAt();
      String words = (item.lookingAt() ? line.substring(item.end()) : line).strip();
      if (open && !begins) {
        words = blocks.remove(blocks.size() - 1) + " " + words;
      }
      blocks.add(words);
      open = !row;
    }
    blocks.replaceAll(block -> LINK.matcher(block.replaceAll("`[^`]*`", "code")).replaceAll("$1"));
    return blocks;
  }

  /** Comments of a Java file, each on one line, and its help texts. */
  private static String prose(String source) {
    StringBuilder prose = new StringBuilder();
    for (MatchResult found : HELP.matcher(source).results().toList()) {
      prose.append(JOINT.matcher(found.group(1)).replaceAll("")).append(" . ");
    }
    for (MatchResult found : COMMENT.matcher(source).results().toList()) {
      if (found.group(1) != null) {
        prose.append(LEADER.matcher(found.group(1)).replaceAll(" ")).append(" . ");
      }
    }
    return prose.toString();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(Arrays.asList(README));
    pages.addAll(files(DOCS, ".md"));
    return pages;
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
