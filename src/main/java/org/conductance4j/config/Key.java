package org.conductance4j.config;

import org.jspecify.annotations.Nullable;

/**
 * A key of a config, declared once: the reader, the page of keys and the JSON schema take its type
 * and its default from here.
 *
 * @param name without dots
 * @param type what its value can be
 * @param meaning what it does, in Markdown
 * @param fallback what the reader takes where the key is left out, or null
 * @param otherwise what the reader does where a key without fallback is left out, or null where the
 *     key is required
 * @param former name under which it is read, too, or null
 */
public record Key(
    String name,
    Type type,
    String meaning,
    @Nullable Object fallback,
    @Nullable String otherwise,
    @Nullable String former) {

  private static final String OPTIONAL = "optional";
  private static final String ONE_OF = "one of these";

  /**
   * {@return a key that is required}
   *
   * @param name without dots
   * @param type what its value can be
   * @param meaning what it does, in Markdown
   */
  public static Key key(String name, Type type, String meaning) {
    return new Key(name, type, meaning, null, null, null);
  }

  /**
   * {@return a key with a default}
   *
   * @param name without dots
   * @param type what its value can be
   * @param fallback the default: a text, a number or a list
   * @param meaning what it does, in Markdown
   */
  public static Key key(String name, Type type, Object fallback, String meaning) {
    return new Key(name, type, meaning, fallback, null, null);
  }

  /**
   * {@return a key that may be left out}
   *
   * @param name without dots
   * @param type what its value can be
   * @param meaning what it does, in Markdown
   */
  public static Key optional(String name, Type type, String meaning) {
    return optional(name, type, OPTIONAL, meaning);
  }

  /**
   * {@return a key that may be left out}
   *
   * @param name without dots
   * @param type what its value can be
   * @param otherwise what is done then, such as {@code the network's own}
   * @param meaning what it does, in Markdown
   */
  public static Key optional(String name, Type type, String otherwise, String meaning) {
    return new Key(name, type, meaning, null, otherwise, null);
  }

  /**
   * {@return a key of which and its like exactly one is required}
   *
   * @param name without dots
   * @param type what its value can be
   * @param meaning what it does, in Markdown
   */
  public static Key oneOf(String name, Type type, String meaning) {
    return optional(name, type, ONE_OF, meaning);
  }

  /**
   * {@return the same key, which is also read under an old name}
   *
   * @param old the name
   */
  public Key formerly(String old) {
    return new Key(name, type, meaning, fallback, otherwise, old);
  }

  /** {@return whether a config must have it} */
  boolean isRequired() {
    return fallback == null && otherwise == null;
  }

  boolean isOneOf() {
    return ONE_OF.equals(otherwise);
  }

  /** What it does, with the default that no schema can hold as a value. */
  String description() {
    boolean told = otherwise == null || otherwise.equals(OPTIONAL) || isOneOf();
    return told ? meaning : meaning + " (default: " + otherwise + ")";
  }
}
