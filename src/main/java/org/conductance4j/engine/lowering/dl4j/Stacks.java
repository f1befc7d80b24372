package org.conductance4j.engine.lowering.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.conductance4j.engine.kernel.Rearrangement;
import org.conductance4j.engine.kernel.Relabelling;
import org.conductance4j.engine.kernel.Reshaping;
import org.conductance4j.engine.kernel.Value;
import org.conductance4j.engine.lowering.ProgramBuilder;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;

/**
 * What DL4J stacks along the batch. The engine's batch is the path's nodes, so that a stack is one
 * value with a leading axis for its parts, of which each goes through the following layers by
 * itself until one is taken out again.
 */
final class Stacks {

  private final ProgramBuilder builder;
  private final Map<Value, List<Value>> parts = new HashMap<>();

  Stacks(ProgramBuilder builder) {
    this.builder = builder;
  }

  boolean isStack(Value value) {
    return parts.containsKey(value);
  }

  /** A stack's parts; a value that is none is its own only part. */
  List<Value> parts(Value value) {
    return parts.getOrDefault(value, List.of(value));
  }

  /** Emits a layer for each part of its inputs. */
  Value each(List<Value> inputs, Function<List<Value>, Value> layer) {
    int count = parts(inputs.get(0)).size();
    for (Value input : inputs) {
      if (parts(input).size() != count) {
        throw builder.refuse("needs inputs of equally many parts", inputs, "unstack them");
      }
    }
    List<Value> outputs = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      int part = k;
      outputs.add(layer.apply(inputs.stream().map(input -> parts(input).get(part)).toList()));
    }
    return join(outputs);
  }

  Value stack(List<Value> inputs) {
    return join(inputs.stream().flatMap(input -> parts(input).stream()).toList());
  }

  /** One of several equal shares of the parts. */
  Value unstack(Value stack, int share, int shares) {
    List<Value> all = parts(stack);
    if (all.size() % shares != 0 || share >= shares) {
      throw builder.refuse(
          "needs a stack of a multiple of " + shares + " parts",
          all.size(),
          "stack before it, as the examples of a batch stay apart");
    }
    int length = all.size() / shares;
    return join(all.subList(share * length, (share + 1) * length));
  }

  /** Every n-th row and column, for each row and column of a block one part. */
  Value blocks(SpaceToBatchLayer layer, Value stack) {
    int[] block = layer.getBlocks();
    List<Value> taken = new ArrayList<>();
    for (int k = 0; k < block[0] * block[1]; k++) {
      for (Value given : parts(stack)) {
        builder.requireRank(given, 3, "(batch, channel, row, column)");
        Value in = builder.as(given, Preprocessors.layout(layer.getFormat()));
        int[] first = {k / block[1], k % block[1]};
        taken.add(every(in, block, first, layer.getPadding()));
      }
    }
    return join(taken);
  }

  private Value every(Value in, int[] block, int[] first, int[][] padding) {
    int[][] sources = new int[3][];
    for (int axis = 0; axis < 2; axis++) {
      int extent = in.dim(axis);
      int before = padding[axis][0];
      int step = block[axis];
      int start = first[axis];
      sources[axis] =
          IntStream.range(0, (extent + before + padding[axis][1]) / step)
              .map(i -> i * step + start - before)
              .map(i -> i < extent ? i : -1)
              .toArray();
    }
    sources[2] = IntStream.range(0, in.channels()).toArray();
    Value out = in.shaped(sources[0].length, sources[1].length, in.channels());
    return builder.add(Rearrangement.along(in, out, sources));
  }

  /** One value of all parts, (part, DL4J's axes), from which the parts are read again. */
  private Value join(List<Value> values) {
    Value first = values.get(0);
    if (values.size() == 1) {
      return first;
    }
    for (Value value : values) {
      if (!Arrays.equals(value.externalDims(), first.externalDims())) {
        throw builder.refuse("needs inputs of one shape", values, "check the layers before it");
      }
    }
    int length = first.length();
    Value joined = builder.joined(values);
    int[] external = first.externalDims();
    int[] dims = new int[external.length + 1];
    dims[0] = values.size();
    System.arraycopy(external, 0, dims, 1, external.length);
    Value stack = builder.add(new Relabelling(joined, joined.shaped(dims)));
    List<Value> read = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      read.add(builder.add(Reshaping.part(stack, k * length, values.get(k).alike())));
    }
    parts.put(stack, read);
    return stack;
  }
}
