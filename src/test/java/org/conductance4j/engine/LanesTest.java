package org.conductance4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.engine.lowering.dl4j.Dl4jLowering;
import org.conductance4j.engine.lowering.dl4j.NetworkOracle;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.junit.jupiter.api.Test;

/** Rows that lanes take through passes without waiting for each other. */
class LanesTest {

  private static final int BATCH = 8;

  @Test
  void each_evaluatorOfEachLane_findsWhatOneOfAllRowsFinds() {
    Section section = program().whole(OutputStage.LOGITS);
    int length = section.sources().get(0).length();
    double[] x = new Random(3).doubles((long) BATCH * length).toArray();
    double[] expected;
    try (Evaluator whole = section.bind(BATCH)) {
      whole.forward(x);
      expected = whole.vjp(whole.target(0))[0];
    }
    Lanes lanes = Lanes.of(BATCH, List.of(section));
    List<Evaluator> bound =
        IntStream.range(0, lanes.count()).mapToObj(k -> lanes.bind(section)).toList();
    double[] found = new double[x.length];

    lanes.each(
        IntStream.range(0, BATCH / lanes.rows()).boxed().toList(),
        (share, lane) -> {
          int start = share * lanes.rows() * length;
          Evaluator own = bound.get(lane);
          own.forward(Arrays.copyOfRange(x, start, start + lanes.rows() * length));
          double[] gradient = own.vjp(own.target(0))[0];
          System.arraycopy(gradient, 0, found, start, gradient.length);
        });

    bound.forEach(Evaluator::close);
    assertThat(NetworkOracle.error(found, expected)).isLessThan(1e-5);
  }

  @Test
  void each_manyPieces_doesEachOnce_andOneAtATimeInALane() {
    Lanes lanes = new Lanes(2, 1);
    AtomicIntegerArray done = new AtomicIntegerArray(500);
    AtomicIntegerArray inside = new AtomicIntegerArray(2);
    Set<Integer> together = ConcurrentHashMap.newKeySet();

    lanes.each(
        IntStream.range(0, 500).boxed().toList(),
        (piece, lane) -> {
          together.add(inside.incrementAndGet(lane));
          done.incrementAndGet(piece);
          inside.decrementAndGet(lane);
        });

    assertThat(together).containsExactly(1);
    assertThat(IntStream.range(0, 500).map(done::get)).containsOnly(1);
  }

  @Test
  void each_oneLane_runsOnTheCallersThread_andStopsAtAFailure() {
    List<Integer> begun = new ArrayList<>();
    Set<Thread> threads = new HashSet<>();

    assertThatThrownBy(
            () ->
                new Lanes(1, 4)
                    .each(
                        List.of(0, 1, 2, 3),
                        (piece, lane) -> {
                          threads.add(Thread.currentThread());
                          begun.add(piece);
                          if (piece == 1) {
                            throw new IllegalStateException("piece 1");
                          }
                        }))
        .hasMessage("piece 1");

    assertThat(begun).containsExactly(0, 1);
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void of_sectionWithAUsersFunction_isOneLaneOfAllRows() {
    Program program = program();
    try (Hooks hooks = Hooks.on(program).observe("layer0", y -> {})) {
      List<Section> sections =
          List.of(program.whole(OutputStage.LOGITS), hooks.program().whole(OutputStage.LOGITS));

      assertThat(Lanes.of(BATCH, sections)).isEqualTo(new Lanes(1, BATCH));
    }
  }

  @Test
  void bind_allLanes_holdNoMoreThanTheBatchIsPlannedFor() {
    Section section = program().whole(OutputStage.LOGITS);
    for (int batch = 1; batch <= 9; batch++) {
      Lanes lanes = Lanes.of(batch, List.of(section));
      long before = HeldMemory.held();
      List<Evaluator> bound =
          IntStream.range(0, lanes.count()).mapToObj(k -> lanes.bind(section)).toList();

      assertThat(HeldMemory.held() - before).isPositive().isLessThanOrEqualTo(section.bytes(batch));
      bound.forEach(Evaluator::close);
      assertThat(HeldMemory.held()).isEqualTo(before);
    }
  }

  private static Program program() {
    return Dl4jLowering.lower(
        Chains.graph(
            InputType.convolutional(9, 8, 2),
            1,
            new ConvolutionLayer.Builder(3, 3).nOut(5).build(),
            new DenseLayer.Builder().nOut(4).build()),
        Precision.FLOAT32,
        2,
        9,
        8);
  }
}
