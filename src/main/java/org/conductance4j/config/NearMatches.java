package org.conductance4j.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known names that an unknown one was probably meant to be. */
public final class NearMatches {

  private static final int SHOWN = 3;
  private static final int LISTED = 30;

  private NearMatches() {}

  /**
   * {@return the last part of an error line about an unknown name: {@code did you mean 'a' or
   * 'b'?}, or the list of the known names if none is near}
   *
   * @param given the unknown name
   * @param known the names that exist
   */
  public static String remedy(String given, Collection<String> known) {
    List<String> near = of(given, known);
    if (!near.isEmpty()) {
      return "did you mean '" + String.join("' or '", near) + "'?";
    }
    if (known.isEmpty()) {
      return "there is none";
    }
    return "known: " + listed(known);
  }

  /**
   * {@return names, joined for an error line; of many the first ones and their number}
   *
   * @param names not modified
   */
  public static String listed(Collection<String> names) {
    List<String> first = names.stream().limit(LISTED).toList();
    String more = names.size() > LISTED ? ", … (" + names.size() + " in all)" : "";
    return String.join(", ", first) + more;
  }

  /**
   * {@return the error of a name that does not exist, with near matches}
   *
   * @param what is named, such as {@code layer}
   * @param given the unknown name
   * @param known the names that exist
   */
  public static InvalidInputException unknown(String what, String given, Collection<String> known) {
    return InvalidInputException.of(
        what, "needs the name of one that exists", "'" + given + "'", remedy(given, known));
  }

  /**
   * {@return the nearest known names, nearest first, at most three: their edit distance is at most
   * a third of the length, and never over 4}
   *
   * @param given the unknown name
   * @param known the names that exist
   */
  public static List<String> of(String given, Collection<String> known) {
    record Scored(String name, int distance) {}
    List<Scored> scored = new ArrayList<>();
    String lower = given.toLowerCase(Locale.ROOT);
    for (String name : known) {
      int limit = Math.min(4, Math.max(given.length(), name.length()) / 3);
      int distance = distance(lower, name.toLowerCase(Locale.ROOT));
      if (distance <= limit) {
        scored.add(new Scored(name, distance));
      }
    }
    scored.sort(Comparator.comparingInt(Scored::distance));
    int best = scored.isEmpty() ? 0 : scored.get(0).distance();
    return scored.stream()
        .filter(s -> s.distance() <= best)
        .map(Scored::name)
        .limit(SHOWN)
        .toList();
  }

  /** Edits (insert, delete, replace, swap of neighbours) between two names. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cheapestEdit(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapestEdit(int[][] d, String a, String b, int i, int j) {
    int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int edit = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(edit, 1 + d[i - 2][j - 2]) : edit;
  }
}
