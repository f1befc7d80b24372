package org.conductance4j.engine;

import java.util.Collection;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;

/** Errors about names that do not exist. */
final class Names {

  private Names() {}

  static InvalidInputException unknown(String what, String name, Collection<String> known) {
    return InvalidInputException.of(
        what,
        "needs the name of one that exists",
        "'" + name + "'",
        NearMatches.remedy(name, known));
  }
}
