package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.conductance4j.engine.kernel.Operation;
import org.conductance4j.engine.kernel.Sum;
import org.conductance4j.engine.kernel.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WiringTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void cuts_ofRandomWirings_areTheValuesWithoutAWayAround(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int trial = 0; trial < 50; trial++) {
      List<Value> values = new ArrayList<>(List.of(Value.flat(2)));
      Wiring wiring = wiring(values, random);
      Value target = values.get(values.size() - 1 - random.nextInt(2));
      for (Value value : values) {
        assertThat(wiring.cuts(target).contains(value))
            .isEqualTo(wiring.frontier(value, target).size() == 1);
      }
    }
  }

  /** Mostly a chain, some of whose links read one or two of the last three values. */
  private static Wiring wiring(List<Value> values, SplittableRandom random) {
    List<Operation> operations = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      List<Value> read = new ArrayList<>(List.of(recent(values, random)));
      if (random.nextInt(3) == 0) {
        read.add(recent(values, random));
      }
      Value output = Value.flat(2);
      operations.add(new Sum(read, output));
      values.add(output);
    }
    return new Wiring(operations);
  }

  private static Value recent(List<Value> values, SplittableRandom random) {
    int back = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(Math.min(3, values.size()));
    return values.get(values.size() - back);
  }
}
