package org.conductance4j.engine.kernel;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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

  private static final int[] NOT_JOINED = {};

  /** The batched products whose elements values consist of. */
  private final Map<Value, BatchedProduct> products = new HashMap<>();

  /** For each element of such a value its place in the product; missing where it is the same. */
  private final Map<Value, int[]> places = new HashMap<>();

  /** The head of each matrix of a product. */
  private final Map<BatchedProduct, int[]> ofMatrices = new HashMap<>();

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
    return heads.ofMatrices.isEmpty() ? Map.of() : heads.followedBack(operations);
  }

  private void follow(Operation operation) {
    Value output = operation.output();
    if (operation instanceof BatchedProduct product) {
      products.put(output, product);
      return;
    }
    Value input = operation.input();
    BatchedProduct product = products.get(input);
    boolean moves = operation instanceof Rearrangement;
    if (product == null || !(moves || keepsElements(operation))) {
      return;
    }
    int[] before = places.get(input);
    int[] from = before;
    if (operation instanceof Rearrangement moved) {
      int[] index = moved.index();
      if (before != null) {
        Arrays.setAll(index, i -> index[i] < 0 ? NONE : before[index[i]]);
      }
      from = index;
    }
    products.put(output, product);
    if (from == null && product.rows() == 1) {
      from = own(output.length());
    }
    if (from != null) {
      places.put(output, from);
      int[] heads = joined(product, from, output.channels());
      if (heads.length > 0) {
        ofMatrices.putIfAbsent(product, heads);
      }
    }
  }

  private static int[] own(int length) {
    int[] places = new int[length];
    Arrays.setAll(places, i -> i);
    return places;
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
    if (count < 2 || block * count != width) {
      return NOT_JOINED;
    }
    int[] heads = new int[product.count()];
    Arrays.fill(heads, NONE);
    for (int start = 0; start < places.length; start += block) {
      int head = start % width / block;
      int from = places[start] / matrix;
      boolean fits =
          isLine(places, start, start + block, matrix, product.columns())
              && (heads[from] == NONE || heads[from] == head);
      if (!fits) {
        return NOT_JOINED;
      }
      heads[from] = head;
    }
    return heads;
  }

  /** Whether places lie in one row or one column of one matrix. */
  private static boolean isLine(int[] places, int from, int to, int matrix, int columns) {
    int first = places[from];
    boolean row = first >= 0;
    boolean column = first >= 0;
    for (int i = from; i < to && (row || column); i++) {
      boolean same = places[i] >= 0 && places[i] / matrix == first / matrix;
      row &= same && places[i] / columns == first / columns;
      column &= same && places[i] % columns == first % columns;
    }
    return row || column;
  }

  /**
   * Goes from the products back to what their attention alone reads. A value is complete when its
   * own operation is reached: then nothing that reads it is left.
   */
  private Map<Value, Partition> followedBack(List<Operation> operations) {
    Map<Value, Partition> found = new HashMap<>();
    Map<Value, int[]> readBy = new HashMap<>();
    Set<Value> others = new HashSet<>();
    for (int place = operations.size() - 1; place >= 0; place--) {
      Operation operation = operations.get(place);
      Value output = operation.output();
      int[] own = ofElements(output);
      int[] after = own == null ? readBy.remove(output) : own;
      if (after != null) {
        partition(output, after).ifPresent(partition -> found.put(output, partition));
      }
      for (int side = 0; side < operation.inputs().size(); side++) {
        Value input = operation.inputs().get(side);
        if (others.contains(input) || ofMatrices.containsKey(products.get(input))) {
          continue;
        }
        int[] read = readers(operation, side, after);
        if (read == null) {
          others.add(input);
          readBy.remove(input);
        } else {
          readBy.merge(input, read, Heads::merged);
        }
      }
    }
    return found;
  }

  /** The head of each element that is one of a product whose heads are joined; else null. */
  private int @Nullable [] ofElements(Value value) {
    BatchedProduct product = products.get(value);
    int[] heads = product == null ? null : ofMatrices.get(product);
    if (product == null || heads == null) {
      return null;
    }
    int[] each = repeated(heads, product.output().length());
    int[] from = places.get(value);
    if (from == null) {
      return each;
    }
    int[] moved = new int[from.length];
    Arrays.setAll(moved, i -> from[i] < 0 ? NONE : each[from[i]]);
    return moved;
  }

  /**
   * For each element of an input the head that reads it there; null if heads are mixed.
   *
   * @param after the head of each element of the output, if it has any
   */
  private int @Nullable [] readers(Operation operation, int side, int @Nullable [] after) {
    Value input = operation.inputs().get(side);
    if (after == null) {
      return null;
    }
    if (operation instanceof BatchedProduct product) {
      int[] heads = ofMatrices.get(product);
      return repeated(heads == null ? parts(after, product.count()) : heads, input.length());
    }
    if (operation instanceof Softmax) {
      return repeated(parts(after, input.positions()), input.length());
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
  private static int[] parts(int[] each, int count) {
    int[] heads = new int[count];
    Arrays.fill(heads, NONE);
    int length = each.length / count;
    for (int i = 0; i < each.length; i++) {
      heads[i / length] = merged(heads[i / length], each[i]);
    }
    return heads;
  }

  private static int[] repeated(int[] heads, int length) {
    int[] each = new int[length];
    int run = length / heads.length;
    for (int k = 0; k < heads.length; k++) {
      Arrays.fill(each, k * run, (k + 1) * run, heads[k]);
    }
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
    int count = 1 + Arrays.stream(heads).max().orElse(NONE);
    int run = 0;
    while (run < length && heads[place(value, run)] == heads[place(value, 0)]) {
      run++;
    }
    if (count < 2 || length % ((long) count * run) != 0) {
      return Optional.empty();
    }
    for (int i = 0; i < length; i++) {
      if (heads[place(value, i)] != i / run % count) {
        return Optional.empty();
      }
    }
    return Optional.of(new Partition(length, count, run));
  }

  /** The engine's place of an element in the source's order. */
  private static int place(Value value, int external) {
    if (value.external() == AxisOrder.CHANNELS_LAST) {
      return external;
    }
    int positions = value.positions();
    return external % positions * value.channels() + external / positions;
  }
}
