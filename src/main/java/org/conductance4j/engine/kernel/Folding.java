package org.conductance4j.engine.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Folds batch normalisation and other scales of channels into the linear operation before them, and
 * sums of two values and biases into the ReLU after them, and copies and scales into the batched
 * products beside them, and guards against NaN into the softmax before them, where no other
 * operation reads the value between them.
 */
public final class Folding {

  private final Map<Value, Integer> readers = new LinkedHashMap<>();
  private final Map<Value, Operation> producers = new LinkedHashMap<>();
  private final List<Operation> folded = new ArrayList<>();

  private Folding(List<Operation> operations, List<Value> sources, List<Value> targets) {
    for (Operation operation : operations) {
      operation.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
    sources.forEach(source -> readers.merge(source, 1, Integer::sum));
    targets.forEach(target -> readers.merge(target, 1, Integer::sum));
  }

  public static List<Operation> fold(
      List<Operation> operations, List<Value> sources, List<Value> targets) {
    Folding folding = new Folding(operations, sources, targets);
    operations.forEach(folding::add);
    return folding.folded;
  }

  private void add(Operation operation) {
    Operation before = between(operation.input());
    Operation added = operation;
    if (operation instanceof Affine affine && before instanceof Foldable linear) {
      folded.remove(before);
      added = affine.joinedWith(linear);
    } else if (operation instanceof ClippedRelu relu) {
      ClippedRelu whole = relu;
      if (before instanceof Sum sum && sum.inputs().size() == 2) {
        folded.remove(before);
        whole = relu.of(sum);
      }
      added = withBiases(whole);
    } else if (operation instanceof Pointwise function
        && function.zeroesNan()
        && before instanceof Softmax softmax) {
      added = without(before, softmax.guarded(function.output()));
    } else if (operation instanceof BatchedProduct product) {
      added = readingDirectly(product);
    } else if (operation instanceof Rearrangement moved
        && before instanceof BatchedProduct product) {
      added = product.writing(moved).map(direct -> without(before, direct)).orElse(operation);
    }
    producers.put(added.output(), added);
    folded.add(added);
  }

  private Operation without(Operation before, Operation whole) {
    folded.remove(before);
    return whole;
  }

  /** The product without the copies and scales of its factors. */
  private Operation readingDirectly(BatchedProduct product) {
    Operation whole = product;
    for (int side = 0; side < 2; side++) {
      Operation before = between(whole.inputs().get(side));
      Optional<BatchedProduct> direct = ((BatchedProduct) whole).of(side, before);
      while (direct.isPresent()) {
        folded.remove(before);
        whole = direct.get();
        before = between(whole.inputs().get(side));
        direct = direct.get().of(side, before);
      }
    }
    return whole;
  }

  private ClippedRelu withBiases(ClippedRelu relu) {
    ClippedRelu whole = relu;
    for (Value input : relu.inputs()) {
      INDArray bias = between(input) instanceof Biased linear ? linear.separateBias() : null;
      if (bias != null && between(input) instanceof Biased before) {
        Operation rest = before.withoutBias();
        folded.set(folded.indexOf(before), rest);
        producers.put(input, rest);
        whole = whole.withBias(bias);
      }
    }
    return whole;
  }

  /** The operation that computes a value, if exactly one other operation reads it. */
  private @Nullable Operation between(Value value) {
    return readers.getOrDefault(value, 0) == 1 ? producers.get(value) : null;
  }
}
