package org.conductance4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.conductance4j.array.Partition;
import org.junit.jupiter.api.Test;

/** Products of two windows and two heads, three tokens and four features. */
class HeadsTest {

  private static final int TOKENS = 3;
  private static final int WIDTH = 4;

  private final List<Operation> operations = new ArrayList<>();

  private static Value value(int... dims) {
    return new Value(dims, AxisOrder.CHANNELS_LAST);
  }

  private Value product(int count, int rows) {
    Value out = value(count, rows, WIDTH);
    Value a = relabelled(value(count * rows * TOKENS), count, rows, TOKENS);
    Value b = relabelled(value(count * TOKENS * WIDTH), count, TOKENS, WIDTH);
    operations.add(new BatchedProduct(a, b, out, count, TOKENS));
    return out;
  }

  private Value permuted(Value in, int[] dims, int... order) {
    Value as = value(dims);
    operations.add(new Relabelling(in, as));
    Value out = value(IntStream.of(order).map(axis -> dims[axis]).toArray());
    operations.add(Rearrangement.permuted(as, out, order));
    return out;
  }

  private Value relabelled(Value in, int... dims) {
    Value out = value(dims);
    operations.add(new Relabelling(in, out));
    return out;
  }

  private Map<Value, Partition> heads() {
    return Heads.of(operations);
  }

  @Test
  void windows_joinTheHeadsOfEach() {
    Value product = product(4, TOKENS);
    Value beside = permuted(product, new int[] {2, 2, TOKENS, WIDTH}, 0, 2, 1, 3);
    Value joined = relabelled(beside, 2, TOKENS, 2 * WIDTH);

    Map<Value, Partition> heads = heads();

    assertThat(heads.get(joined)).isEqualTo(new Partition(48, 2, WIDTH));
    assertThat(heads.get(product)).isEqualTo(new Partition(48, 2, TOKENS * WIDTH));
    assertThat(heads.get(operations.get(0).output()))
        .isEqualTo(new Partition(36, 2, TOKENS * TOKENS));
  }

  @Test
  void columnsOfEachHead_areJoinedToo() {
    Value product = product(2, TOKENS);
    Value beside = permuted(product, new int[] {2, TOKENS, WIDTH}, 2, 0, 1);
    Value joined = relabelled(beside, WIDTH, 2 * TOKENS);

    assertThat(heads().get(joined)).isEqualTo(new Partition(24, 2, TOKENS));
  }

  @Test
  void oneToken_joinsHeadsWithoutACopy() {
    Value joined = relabelled(product(2, 1), 2 * WIDTH);

    assertThat(heads().get(joined)).isEqualTo(new Partition(8, 2, WIDTH));
  }

  @Test
  void channelsFirst_countTheirHeadsInTheSourcesOrder() {
    Value beside = permuted(product(2, TOKENS), new int[] {2, TOKENS, WIDTH}, 1, 0, 2);
    Value joined = new Value(new int[] {TOKENS, 2 * WIDTH}, AxisOrder.CHANNELS_FIRST);
    operations.add(new Relabelling(beside, joined));

    assertThat(heads().get(joined)).isEqualTo(new Partition(24, 2, WIDTH * TOKENS));
  }

  @Test
  void productsThatAreNotJoined_haveNoHeads() {
    Value product = product(4, TOKENS);
    relabelled(product, 4 * TOKENS, WIDTH);
    relabelled(product, 4 * TOKENS * WIDTH);
    Value turned = permuted(product, new int[] {4, TOKENS, WIDTH}, 1, 0, 2);
    relabelled(turned, TOKENS * 4 * WIDTH);

    assertThat(heads()).isEmpty();
  }

  @Test
  void inputThatSomethingElseReads_hasNoHeads() {
    Value product = product(2, TOKENS);
    Value beside = permuted(product, new int[] {2, TOKENS, WIDTH}, 1, 0, 2);
    relabelled(beside, TOKENS, 2 * WIDTH);
    Value first = operations.get(0).output();
    Value second = operations.get(1).output();
    operations.add(new Slice(second, value(1), 0));

    assertThat(heads()).containsKeys(product, first).doesNotContainKey(second);
  }

  @Test
  void elementsThatSeveralHeadsRead_belongToNone() {
    Value shared = relabelled(value(TOKENS * WIDTH), TOKENS, WIDTH);
    Value keys = value(2, TOKENS, WIDTH);
    int[] twice = IntStream.range(0, 24).map(i -> i % 12).toArray();
    operations.add(new Rearrangement(shared, keys, twice));
    Value shares = relabelled(value(2 * TOKENS * TOKENS), 2, TOKENS, TOKENS);
    Value made = value(2, TOKENS, TOKENS);
    operations.add(new Softmax(shares, made));
    Value out = value(2, TOKENS, WIDTH);
    operations.add(new BatchedProduct(made, keys, out, 2, TOKENS));
    Value beside = permuted(out, new int[] {2, TOKENS, WIDTH}, 1, 0, 2);
    relabelled(beside, TOKENS, 2 * WIDTH);

    Map<Value, Partition> heads = heads();

    assertThat(heads).containsKeys(keys, shares, made, out).doesNotContainKey(shared);
  }
}
