package org.conductance4j.config;

import java.util.List;
import java.util.Map;

/** What the value of a key can be. */
public sealed interface Type
    permits Types.Whole,
        Types.Decimal,
        Types.Text,
        Types.Id,
        Types.Items,
        Types.Fields,
        Types.Named,
        Types.Either {

  /** {@return the JSON schema of a value} */
  Map<String, Object> schema();

  /** {@return the alternatives; this alone if there are none} */
  default List<Type> options() {
    return List.of(this);
  }

  /** {@return the keys of the maps in a value} */
  default List<Keys> groups() {
    return List.of();
  }

  /** {@return {@code true} or {@code false}} */
  static Type flag() {
    return new Types.Id(Types.Id.FLAG);
  }

  /** {@return a number from 0 to 1} */
  static Type share() {
    return new Types.Decimal(NumberRange.SHARE);
  }

  /** {@return a number from 0 up to, but without, 1} */
  static Type fraction() {
    return new Types.Decimal(NumberRange.FRACTION);
  }

  /** {@return a number above 0 and below 1} */
  static Type inside() {
    return new Types.Decimal(new NumberRange(0, false, 1, false));
  }

  /** {@return any text} */
  static Type text() {
    return text("text");
  }

  /** {@return the name of a file} */
  static Type file() {
    return textOrFile("file");
  }

  /** {@return the name of a folder} */
  static Type folder() {
    return textOrFile("folder");
  }

  /**
   * {@return a whole number}
   *
   * @param least the least allowed
   * @param most the most allowed
   */
  static Type integer(long least, long most) {
    return new Types.Whole(least, most);
  }

  /**
   * {@return a number}
   *
   * @param range what is allowed
   */
  static Type number(NumberRange range) {
    return new Types.Decimal(range);
  }

  /**
   * {@return a text}
   *
   * @param words what it is called, such as {@code objective}
   * @param examples what an editor offers
   */
  static Type text(String words, String... examples) {
    return new Types.Text(words, List.of(examples), false);
  }

  /**
   * {@return a text that is, or can be, the name of a file or folder}
   *
   * @param words what it is called, such as {@code baseline}
   * @param examples what an editor offers
   */
  static Type textOrFile(String words, String... examples) {
    return new Types.Text(words, List.of(examples), true);
  }

  /**
   * {@return one of a closed set of ids}
   *
   * @param ids the set
   */
  static Type id(List<String> ids) {
    return new Types.Id(ids);
  }

  /**
   * {@return a list of any length}
   *
   * @param item what each item is
   */
  static Type list(Type item) {
    return new Types.Items(item, 0);
  }

  /**
   * {@return a list of a fixed length}
   *
   * @param item what each item is
   * @param length how many there are
   */
  static Type list(Type item, int length) {
    return new Types.Items(item, length);
  }

  /**
   * {@return a map of fixed keys}
   *
   * @param groups its keys; one of several groups applies
   */
  static Type map(Keys... groups) {
    return new Types.Fields(List.of(groups));
  }

  /**
   * {@return a map of fixed keys}
   *
   * @param title what the map is called
   * @param keys its keys
   */
  static Type map(String title, Key... keys) {
    return map(Keys.of(title, keys));
  }

  /**
   * {@return a map whose keys are the user's}
   *
   * @param value what stands under each
   */
  static Type named(Type value) {
    return new Types.Named(value);
  }

  /**
   * {@return a value of any of several types}
   *
   * @param types the types
   */
  static Type either(Type... types) {
    return new Types.Either(List.of(types));
  }
}
