package org.conductance4j.engine;

import org.jspecify.annotations.Nullable;

/**
 * Where a program begins and ends.
 *
 * @param input the value that a pass starts from
 * @param embedding what gives the input, where the network looks it up; else null
 * @param logits what the head is applied to
 * @param output what the network gives
 * @param head the function between the two
 */
record Ends(Value input, @Nullable Embedding embedding, Value logits, Value output, Head head) {

  Ends with(Value newLogits, Value newOutput, Head newHead) {
    return new Ends(input, embedding, newLogits, newOutput, newHead);
  }
}
