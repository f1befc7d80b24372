package org.conductance4j.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;

/**
 * The neurons of several layers in one order: the largest score first, ties by layer, in the order
 * given, and then by index. The scores should have one scale in all layers, as conductances do,
 * which sum to the same change of the score in each layer that cuts every path.
 */
public final class JointRanking {

  private final Map<String, Tensor> scores;
  private final Ranking order;

  private JointRanking(Map<String, Tensor> scores, Ranking order) {
    this.scores = scores;
    this.order = order;
  }

  /**
   * Ranks the neurons of several layers together.
   *
   * @param id what this ranking is called
   * @param scores by layer, one score a neuron, of the layer's shape
   * @return the ranking
   * @throws InvalidInputException if there is no layer or a score is not a number
   */
  public static JointRanking of(String id, Map<String, Tensor> scores) {
    if (scores.isEmpty()) {
      throw InvalidInputException.of(
          "ranking '" + id + "'", "needs a layer", "none", "give the scores of one");
    }
    double[] joined =
        scores.values().stream().flatMapToDouble(t -> Arrays.stream(t.toArray())).toArray();
    Ranking order = Ranking.of(id, Tensor.of(new int[] {joined.length}, joined));
    return new JointRanking(new LinkedHashMap<>(scores), order);
  }

  /**
   * Number of neurons of all layers.
   *
   * @return the count
   */
  public int units() {
    return order.units();
  }

  /**
   * All neurons as those of one long layer.
   *
   * @return the ranking of (neuron), one layer behind the other
   */
  public Ranking ranking() {
    return order;
  }

  /**
   * The neurons in the top part, layer by layer.
   *
   * @param fraction the part of all neurons, in [0, 1)
   * @return by layer, row-major indices, the highest first; every layer has an entry
   * @throws InvalidInputException if the fraction is out of range
   */
  public Map<String, int[]> top(double fraction) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    scores.keySet().forEach(layer -> found.put(layer, new ArrayList<>()));
    for (int unit : order.top(fraction)) {
      int place = unit;
      for (Map.Entry<String, Tensor> layer : scores.entrySet()) {
        if (place < layer.getValue().length()) {
          found.computeIfAbsent(layer.getKey(), key -> new ArrayList<>()).add(place);
          break;
        }
        place -= layer.getValue().length();
      }
    }
    Map<String, int[]> top = new LinkedHashMap<>();
    found.forEach(
        (layer, neurons) -> top.put(layer, neurons.stream().mapToInt(Integer::intValue).toArray()));
    return top;
  }
}
