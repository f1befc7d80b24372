package org.conductance4j.engine.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.conductance4j.array.Partition;
import org.jspecify.annotations.Nullable;

/**
 * Finds the attention heads of activations. Attention multiplies matrices of each head and then
 * joins the heads: a row of the joined value consists of one row of each head's product. That
 * pattern tells how many heads there are. From there the elements of each head are followed back to
 * the attention's queries, keys and values, as far as nothing mixes heads.
 */
public final class Heads {

  /** An element that belongs to no head. */
  private static final int NONE = -1;

  /** An element that several heads read. */
  private static final int SEVERAL = -2;

  /** The batched products whose elements values consist of. */
  private final Map<Value, BatchedProduct> products = new LinkedHashMap<>();

  /** For each element of such a value its place in the product's output; negative for none. */
  private final Map<Value, int[]> places = new HashMap<>();

  private final Map<BatchedProduct, int[]> ofMatrices = new HashMap<>();
  private final Map<Value, int[]> ofElements = new LinkedHashMap<>();

  private Heads() {}

  /**
   * The elements of each value that consists of attention heads, by head.
   *
   * @param operations in topological order
   * @return elements count row-major in the source's order of axes
   */
  public static Map<Value, Partition> of(List<Operation> operations) {
    Heads heads = new Heads();
    operations.forEach(heads::follow);
    Map<Value, Partition> found = new HashMap<>();
    if (!heads.ofMatrices.isEmpty()) {
      heads.spread();
      heads.followBack(operations);
      heads.ofElements.forEach(
          (value, each) -> partition(value, each).ifPresent(p -> found.put(value, p)));
    }
    return found;
  }

  private void follow(Operation operation) {
    Value output = operation.output();
    int[] from = places(operation);
    if (from == null) {
      return;
    }
    BatchedProduct product =
        operation instanceof BatchedProduct own ? own : products.get(operation.input());
    if (product == null) {
      return;
    }
    products.put(output, product);
    places.put(output, from);
    int[] heads = joined(product, from, output.channels());
    if (heads.length > 0) {
      ofMatrices.putIfAbsent(product, heads);
    }
  }

  private int @Nullable [] places(Operation operation) {
    if (operation instanceof BatchedProduct product) {
      int[] own = new int[product.output().length()];
      Arrays.setAll(own, i -> i);
      return own;
    }
    int[] before = places.get(operation.input());
    if (before != null && operation instanceof Rearrangement moved) {
      int[] index = moved.index();
      Arrays.setAll(index, i -> index[i] < 0 ? NONE : before[index[i]]);
      return index;
    }
    return keepsElements(operation) ? before : null;
  }

  /** Whether each element of the output depends on that element of the input alone. */
  private static boolean keepsElements(Operation operation) {
    return operation instanceof Relabelling
        || operation instanceof Pointwise
        || operation instanceof ClippedRelu
        || operation instanceof Affine;
  }

  /**
   * The head of each matrix of a product, if rows of that width join the heads.
   *
   * @param product of several matrices
   * @param places for each element of the rows its place in the product's output; negative for none
   * @param width of a row
   * @return empty if they do not
   */
  public static int[] joined(BatchedProduct product, int[] places, int width) {
    int matrix = product.output().length() / product.count();
    int block = 0;
    while (block < width && places[block] >= 0 && places[block] / matrix == places[0] / matrix) {
      block++;
    }
    int count = block == 0 ? 0 : width / block;
    int[] heads = new int[product.count()];
    Arrays.fill(heads, NONE);
    for (int start = 0; start < places.length && count > 1; start += block) {
      int head = start % width / block;
      int from = places[start];
      boolean fits =
          block * count == width
              && from >= 0
              && (heads[from / matrix] == NONE || heads[from / matrix] == head)
              && isLine(places, start, start + block, matrix, product.columns());
      if (!fits) {
        return new int[0];
      }
      heads[from / matrix] = head;
    }
    return count > 1 ? heads : new int[0];
  }

  /** Whether places lie in one row or one column of one matrix. */
  private static boolean isLine(int[] places, int from, int to, int matrix, int columns) {
    int first = places[from];
    boolean row = true;
    boolean column = true;
    for (int i = from; i < to; i++) {
      boolean same = places[i] >= 0 && places[i] / matrix == first / matrix;
      row &= same && places[i] / columns == first / columns;
      column &= same && places[i] % columns == first % columns;
    }
    return row || column;
  }

  /** Gives heads to everything whose elements are those of a product. */
  private void spread() {
    products.forEach(
        (value, product) -> {
          int[] heads = ofMatrices.get(product);
          int[] from = places.get(value);
          if (heads != null && from != null) {
            int matrix = product.output().length() / heads.length;
            int[] each = new int[from.length];
            Arrays.setAll(each, i -> from[i] < 0 ? NONE : heads[from[i] / matrix]);
            ofElements.put(value, each);
          }
        });
  }

  /** Gives heads to what attention alone reads, each element the head that reads it. */
  private void followBack(List<Operation> operations) {
    Set<Value> known = Set.copyOf(ofElements.keySet());
    Set<Value> others = new HashSet<>();
    for (int place = operations.size() - 1; place >= 0; place--) {
      Operation operation = operations.get(place);
      for (int side = 0; side < operation.inputs().size(); side++) {
        Value input = operation.inputs().get(side);
        if (known.contains(input) || others.contains(input)) {
          continue;
        }
        int[] read = readers(operation, side);
        if (read == null) {
          others.add(input);
          ofElements.remove(input);
        } else {
          ofElements.merge(input, read, Heads::merged);
        }
      }
    }
  }

  /** For each element of an input the head that reads it there; null if heads are mixed. */
  private int @Nullable [] readers(Operation operation, int side) {
    Value input = operation.inputs().get(side);
    int[] after = ofElements.get(operation.output());
    if (operation instanceof BatchedProduct product) {
      int[] heads = ofMatrices.get(product);
      if (heads == null && after != null) {
        heads = mixed(after, product.count());
      }
      return heads == null ? null : repeated(heads, input.length());
    }
    if (after == null) {
      return null;
    }
    if (operation instanceof Softmax) {
      int rows = input.positions();
      return repeated(mixed(after, rows), input.length());
    }
    if (operation instanceof Rearrangement moved) {
      int[] index = moved.index();
      int[] each = new int[input.length()];
      Arrays.fill(each, NONE);
      for (int i = 0; i < index.length; i++) {
        if (index[i] >= 0) {
          each[index[i]] = merged(each[index[i]], after[i]);
        }
      }
      return each;
    }
    boolean passes =
        keepsElements(operation) || operation instanceof Sum || operation instanceof Product;
    return passes && after.length == input.length() ? after : null;
  }

  /** The head of each of several equal parts; of parts with several heads none in particular. */
  private static int[] mixed(int[] each, int parts) {
    int[] heads = new int[parts];
    Arrays.fill(heads, NONE);
    int length = each.length / parts;
    for (int i = 0; i < each.length; i++) {
      heads[i / length] = merged(heads[i / length], each[i]);
    }
    return heads;
  }

  private static int[] repeated(int[] heads, int length) {
    int[] each = new int[length];
    Arrays.setAll(each, i -> heads[i / (length / heads.length)]);
    return each;
  }

  private static int[] merged(int[] one, int[] other) {
    int[] both = new int[one.length];
    Arrays.setAll(both, i -> merged(one[i], other[i]));
    return both;
  }

  private static int merged(int one, int other) {
    if (one == NONE || one == other) {
      return other;
    }
    return other == NONE ? one : SEVERAL;
  }

  /** The elements of a value by head, if each head has equal runs of them. */
  private static Optional<Partition> partition(Value value, int[] heads) {
    int length = value.length();
    int[] external = new int[length];
    for (int i = 0; i < length; i++) {
      external[externalPlace(value, i)] = heads[i];
    }
    int count = 1 + Arrays.stream(heads).max().orElse(NONE);
    int run = 1;
    while (run < length && external[run] == external[0]) {
      run++;
    }
    if (count < 2 || length % Math.multiplyExact(count, run) != 0) {
      return Optional.empty();
    }
    for (int i = 0; i < length; i++) {
      if (external[i] != i / run % count) {
        return Optional.empty();
      }
    }
    return Optional.of(new Partition(length, count, run));
  }

  private static int externalPlace(Value value, int place) {
    if (value.external() == AxisOrder.CHANNELS_LAST) {
      return place;
    }
    int channels = value.channels();
    return place % channels * value.positions() + place / channels;
  }
}
