package org.conductance4j.engine.frontend;

import java.util.List;

/**
 * What a network's inputs are to an explanation.
 *
 * @param explained names of those that the path moves, in the network's order
 * @param given names of those whose values the program is lowered for: the held ones, and those
 *     whose numbers are looked up in an embedding
 */
public record InputRoles(List<String> explained, List<String> given) {

  /** Copies the lists. */
  public InputRoles {
    explained = List.copyOf(explained);
    given = List.copyOf(given);
  }
}
