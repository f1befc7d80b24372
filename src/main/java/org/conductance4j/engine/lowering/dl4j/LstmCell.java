package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.engine.kernel.Affine;
import org.conductance4j.engine.kernel.Dense;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.Arithmetic;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.conductance4j.engine.lowering.Recurrence;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Long short-term memory in one direction: with z = x W + h₋ R + b in four parts, c = σ(z₁ + c₋ ⊙
 * p₀) ⊙ c₋ + σ(z₃ + c₋ ⊙ p₂) ⊙ φ(z₀) and h = σ(z₂ + c ⊙ p₁) ⊙ φ(c), where the peepholes p may be
 * missing and h₋ = c₋ = 0 at the first step. Gers, Schraudolph, Schmidhuber, "Learning precise
 * timing with LSTM recurrent networks", JMLR 3, 2002; DL4J has the peephole p₂ on the input gate
 * and its activation φ on both the cell's input and its output.
 */
final class LstmCell {

  private static final int CANDIDATE = 0;
  private static final int FORGET = 1;
  private static final int OUTPUT = 2;
  private static final int INPUT = 3;

  private final ProgramBuilder builder;
  private final IActivation activation;
  private final IActivation gate;
  private final int units;
  private final INDArray inputWeights;
  private final Recurrence recurrence;
  private final INDArray bias;
  private final List<INDArray> peepholes;

  /**
   * Takes the parameters of one direction.
   *
   * @param inputWeights W, (features, 4 × units)
   * @param recurrent R and after it, where there are peepholes, p, (units, 4 × units [+ 3])
   * @param bias b, (4 × units)
   */
  LstmCell(
      ProgramBuilder builder,
      IActivation activation,
      IActivation gate,
      INDArray inputWeights,
      INDArray recurrent,
      INDArray bias) {
    this.builder = builder;
    this.activation = activation;
    this.gate = gate;
    this.units = (int) recurrent.size(0);
    this.inputWeights = inputWeights;
    this.recurrence = new Recurrence(builder, builder.copy(columns(recurrent, 0, 4 * units)));
    this.bias = bias;
    this.peepholes = new ArrayList<>();
    for (int column = 4 * units; column < recurrent.size(1); column++) {
      peepholes.add(builder.vector(columns(recurrent, column, 1)));
    }
  }

  private static INDArray columns(INDArray matrix, int first, int count) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(first, first + count));
  }

  /** Emits all steps and gives h of each, in the order of time. */
  List<Value> unroll(Value in, boolean backwards) {
    int steps = in.dim(0);
    Value wide = in.shaped(steps, 4 * units);
    builder.add(new Dense(in, wide, inputWeights, bias));
    Value[] hidden = new Value[steps];
    Value before = null;
    Value cell = null;
    for (int k = 0; k < steps; k++) {
      int time = backwards ? steps - 1 - k : k;
      Value z = withRecurrence(Sequences.step(builder, wide, time), before);
      cell = cell(z, cell);
      before =
          Arithmetic.product(
              builder, gate(z, OUTPUT, cell), Activations.lower(builder, activation, cell));
      hidden[time] = before;
    }
    return Arrays.asList(hidden);
  }

  private Value withRecurrence(Value fromInput, @Nullable Value before) {
    if (before == null) {
      return fromInput;
    }
    return Arithmetic.sum(builder, fromInput, recurrence.of(before));
  }

  private Value cell(Value z, @Nullable Value old) {
    Value candidate = Activations.lower(builder, activation, part(z, CANDIDATE));
    Value fresh = Arithmetic.product(builder, gate(z, INPUT, old), candidate);
    return old == null
        ? fresh
        : Arithmetic.sum(builder, Arithmetic.product(builder, gate(z, FORGET, old), old), fresh);
  }

  /** A gate, which sees a cell through its peephole if it has one. */
  private Value gate(Value z, int part, @Nullable Value seen) {
    Value argument = part(z, part);
    if (seen != null && !peepholes.isEmpty()) {
      INDArray weights = peepholes.get(part - 1);
      Value out = Value.flat(units);
      builder.add(new Affine(seen, out, weights, Nd4j.zerosLike(weights)));
      argument = Arithmetic.sum(builder, argument, out);
    }
    return Activations.lower(builder, gate, argument);
  }

  private Value part(Value z, int part) {
    return Sequences.slice(builder, z, part * units, units);
  }
}
