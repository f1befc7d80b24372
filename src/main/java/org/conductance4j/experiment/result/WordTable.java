package org.conductance4j.experiment.result;

import java.util.List;
import java.util.stream.IntStream;
import org.conductance4j.array.Table;
import org.conductance4j.array.Tensor;

/** The score of each word as CSV: the sum over its tokens, with where they lie. */
final class WordTable {

  private WordTable() {}

  static Table of(InputParts words, Tensor attribution) {
    double[] sums = words.sums(attribution.shape(), attribution.toArray());
    List<Integer> all = IntStream.range(0, sums.length).boxed().toList();
    return Table.EMPTY
        .words("word")
        .numbers("from", "to", "score")
        .filled(
            all,
            word ->
                Table.row(
                    words.names().get(word),
                    word == 0 ? 0 : words.ends().get(word - 1),
                    words.ends().get(word),
                    sums[word]));
  }
}
