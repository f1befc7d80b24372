package org.conductance4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Puts errors of the library into the words of the command line: the option in place of a value's
 * name, and the command in the advice.
 */
final class Wording {

  /** Advice by the words in which the library gives it. */
  private static final Map<String, String> ADVICE = new LinkedHashMap<>();

  static {
    ADVICE.put("choose one of the network's layers", "choose one of 'layers MODEL'");
    ADVICE.put(
        "give each by name",
        "give each by name: 'attribute' takes --input NAME=FILE, 'run' takes one input alone");
    ADVICE.put(
        "rank this layer, or give the input's shape",
        "rank this layer, or give --input-shape, such as 3,224,224");
    ADVICE.put("give several inputs by name", "'attribute' takes several with --input NAME=FILE");
    ADVICE.put("choose another folder", "choose another --out");
    ADVICE.put("wait for it, or choose another folder", "wait for it, or choose another --out");
    ADVICE.put("begin anew", "leave --resume out");
    ADVICE.put(
        "give the same again, or begin anew",
        "give the same again, or leave --resume out to begin anew");
    ADVICE.put(
        "give a smaller input, or less memory, so that fewer are computed at a time",
        "give a smaller input, or less --memory, so that fewer are computed at a time");
  }

  /** How the library names the place of an override. */
  private static final Pattern OVERRIDE = Pattern.compile("(?m)(^|: |, but |, since )override\\b");

  /** How the library says that a run cannot be resumed. */
  private static final String BEGUN = ": needs what it was begun with, ";

  private static final String SHAPE = "--input-shape";

  /** How the library ends an error about an input whose shape it does not know. */
  private static final String NO_SHAPE = "of one fixed length";

  private Wording() {}

  /**
   * The message for a user of a command.
   *
   * @param message of the library: {@code passes: must be positive, got 0; 500 is common}
   * @param command whose options the user knows
   * @return the same with {@code --passes} in front, where that is an option
   */
  static String of(String message, CommandSpec command) {
    String option = "--" + message.substring(0, Math.max(0, message.indexOf(": ")));
    boolean named = command.optionsMap().containsKey(option) || message.startsWith("backend ");
    String given =
        (named ? "--" + message : message).replace("use the CPU backend", "use --backend cpu");
    String placed =
        OVERRIDE.matcher(given).replaceAll("$1--set").replace(BEGUN, ": --resume" + BEGUN);
    for (Map.Entry<String, String> advice : ADVICE.entrySet()) {
      String plain = "; " + advice.getKey();
      if (placed.endsWith(plain)) {
        return placed.substring(0, placed.length() - plain.length()) + "; " + advice.getValue();
      }
    }
    return placed.endsWith(NO_SHAPE) && command.optionsMap().containsKey(SHAPE)
        ? placed + " with " + SHAPE + " NAME=N, such as 3,224,224"
        : placed;
  }
}
