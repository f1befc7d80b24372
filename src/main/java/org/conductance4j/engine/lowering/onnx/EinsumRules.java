package org.conductance4j.engine.lowering.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lowers Einsum: pair by pair as batched matrix products between moves of axes. */
final class EinsumRules {

  private EinsumRules() {}

  static void register(Map<String, DataRule> rules) {
    rules.put("Einsum", EinsumRules::einsum);
  }

  /** A tensor with a letter for each axis, all different. */
  private record Term(Data data, String letters) {

    int extent(char letter) {
      return data.dims()[letters.indexOf(letter)];
    }
  }

  private static List<Data> einsum(Tensors tensors, DataOperands of) {
    String equation = of.node().text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] inputs = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    if (inputs.length != of.count()) {
      throw new IllegalArgumentException(of.count() + " inputs for '" + equation + "'");
    }
    List<Data> data = new ArrayList<>();
    int open = 0;
    for (int k = 0; k < inputs.length; k++) {
      data.add(of.asData(tensors, k));
      if (inputs[k].contains("...")) {
        open = Math.max(open, data.get(k).rank() - (inputs[k].length() - 3));
      }
    }
    List<Term> terms = new ArrayList<>();
    for (int k = 0; k < inputs.length; k++) {
      terms.add(diagonal(data.get(k), spelled(inputs[k], data.get(k).rank(), open)));
    }
    String output =
        arrow < 0 ? implied(inputs, open) : spelled(equation.substring(arrow + 2), -1, open);
    Term result = terms.get(0);
    for (int k = 1; k < terms.size(); k++) {
      StringBuilder needed = new StringBuilder(output);
      terms.subList(k + 1, terms.size()).forEach(term -> needed.append(term.letters()));
      result = contracted(tensors, result, terms.get(k), needed.toString());
    }
    result = summed(tensors, result, output);
    return List.of(tensors.freed(ordered(result, output, Map.of())));
  }

  /** With digits for the axes of an ellipsis, of which the last are named alike in all terms. */
  private static String spelled(String letters, int rank, int open) {
    int own = rank < 0 ? open : rank - letters.replace(".", "").length();
    String digits =
        IntStream.range(open - own, open).mapToObj(String::valueOf).collect(Collectors.joining());
    return letters.replace("...", digits);
  }

  private static String implied(String[] inputs, int open) {
    String all = String.join("", inputs).replace(".", "");
    String once =
        all.chars()
            .filter(letter -> all.indexOf(letter) == all.lastIndexOf(letter))
            .sorted()
            .mapToObj(letter -> String.valueOf((char) letter))
            .collect(Collectors.joining());
    boolean ellipsis = Arrays.stream(inputs).anyMatch(input -> input.contains("..."));
    return (ellipsis ? spelled("...", -1, open) : "") + once;
  }

  /** The elements at which axes of the same letter are at the same place. */
  private static Term diagonal(Data data, String letters) {
    String kept =
        letters
            .chars()
            .distinct()
            .mapToObj(c -> String.valueOf((char) c))
            .collect(Collectors.joining());
    int[] dims = data.dims();
    if (dims.length != letters.length()) {
      throw new IllegalArgumentException(Arrays.toString(dims) + " for '" + letters + "'");
    }
    if (kept.length() == letters.length()) {
      return new Term(data, letters);
    }
    int[] steps = Shapes.steps(dims);
    int[] shape = new int[kept.length()];
    int[] strides = new int[kept.length()];
    for (int axis = 0; axis < dims.length; axis++) {
      int at = kept.indexOf(letters.charAt(axis));
      shape[at] = dims[axis];
      strides[at] += steps[axis];
    }
    return new Term(data.moved(new Movement(shape, Shapes.strided(shape, strides, 0))), kept);
  }

  private static String where(String letters, IntPredicate test) {
    return letters
        .chars()
        .filter(test)
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  /** Without the letters that are not needed. */
  private static Term summed(Tensors tensors, Term term, String needed) {
    String kept = where(term.letters(), c -> needed.indexOf(c) >= 0);
    if (kept.equals(term.letters())) {
      return term;
    }
    boolean[] over = new boolean[term.letters().length()];
    for (int axis = 0; axis < over.length; axis++) {
      over[axis] = kept.indexOf(term.letters().charAt(axis)) < 0;
    }
    Data sum = ProductRules.reduced(tensors, term.data(), over, "Sum");
    int[] shape = kept.chars().map(c -> term.extent((char) c)).toArray();
    return new Term(sum.moved(Movement.reshape(sum.length(), shape)), kept);
  }

  private static Term contracted(Tensors tensors, Term first, Term second, String needed) {
    Term a = summed(tensors, first, needed + second.letters());
    Term b = summed(tensors, second, needed + first.letters());
    String common = where(a.letters(), c -> b.letters().indexOf(c) >= 0);
    String batch = where(common, c -> needed.indexOf(c) >= 0);
    String inner = where(common, c -> needed.indexOf(c) < 0);
    String rows = where(a.letters(), c -> common.indexOf(c) < 0);
    String columns = where(b.letters(), c -> common.indexOf(c) < 0);
    Map<Character, Integer> extents = new HashMap<>();
    for (Term term : List.of(a, b)) {
      term.letters()
          .chars()
          .forEach(c -> extents.merge((char) c, term.extent((char) c), Math::max));
    }
    int count = length(batch, extents);
    int sums = length(inner, extents);
    Data left = ordered(a, batch + rows + inner, extents);
    Data right = ordered(b, batch + inner + columns, extents);
    Data product =
        ProductRules.batched(
            tensors,
            left.moved(Movement.reshape(left.length(), count, length(rows, extents), sums)),
            right.moved(Movement.reshape(right.length(), count, sums, length(columns, extents))));
    String letters = batch + rows + columns;
    int[] shape = letters.chars().map(c -> extents.get((char) c)).toArray();
    return new Term(product.moved(Movement.reshape(product.length(), shape)), letters);
  }

  private static int length(String letters, Map<Character, Integer> extents) {
    return letters.chars().map(c -> extents.get((char) c)).reduce(1, Math::multiplyExact);
  }

  /** With its axes in an order, repeated to extents where its own are 1. */
  private static Data ordered(Term term, String order, Map<Character, Integer> extents) {
    int[] steps = Shapes.steps(term.data().dims());
    int[] shape = new int[order.length()];
    int[] strides = new int[order.length()];
    for (int axis = 0; axis < shape.length; axis++) {
      char letter = order.charAt(axis);
      int own = term.extent(letter);
      shape[axis] = extents.getOrDefault(letter, own);
      if (own != shape[axis] && own != 1) {
        throw new IllegalArgumentException(
            "extents " + own + " and " + shape[axis] + " of an axis");
      }
      strides[axis] = own == 1 ? 0 : steps[term.letters().indexOf(letter)];
    }
    return term.data().moved(new Movement(shape, Shapes.strided(shape, strides, 0)));
  }
}
