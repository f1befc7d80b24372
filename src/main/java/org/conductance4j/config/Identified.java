package org.conductance4j.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A constant of an enum that users write by its id. */
public interface Identified {

  /** {@return the constant's name in Java} */
  String name();

  /** {@return the id: the name in lower case with hyphens, such as {@code gauss-legendre}} */
  default String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * {@return the ids of constants, in their order}
   *
   * @param constants of an enum; not modified
   */
  static List<String> ids(Identified... constants) {
    return Arrays.stream(constants).map(Identified::id).toList();
  }

  /**
   * {@return the constant of an id}
   *
   * @param where what the id is given for
   * @param id what a user wrote
   * @param constants those that can be chosen; not modified
   * @param <E> their enum
   * @throws InvalidInputException if none of them has this id
   */
  static <E extends Identified> E of(String where, String id, E[] constants) {
    List<String> ids = ids(constants);
    int index = ids.indexOf(id);
    if (index < 0) {
      throw InvalidInputException.of(where, "must be one of " + ids, "'" + id + "'", "choose one");
    }
    return constants[index];
  }
}
