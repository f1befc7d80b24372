package org.conductance4j.attribution.path;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.conductance4j.array.HeldMemory;
import org.conductance4j.array.Precision;
import org.conductance4j.attribution.question.PathRule;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;

/**
 * Keeps what a path integral found of the part below the layer at its nodes, for a sweep of
 * prunings of the same question. All nodes or none are kept, within the question's store. Memory is
 * held until they are taken or this is closed.
 */
public final class CachedActivations implements AutoCloseable {

  private final Map<Double, Entry> entries = new HashMap<>();
  private final long entryBytes;
  private final boolean wanted;

  /**
   * What is known at one node, an array for each value that crosses from the lower part to the
   * upper.
   *
   * @param values y = G(γ(α))
   * @param along J_G v
   * @param inside J_G v_R of the question's first region
   */
  public record Entry(List<PackedArray> values, List<PackedArray> along, List<PackedArray> inside) {

    /**
     * {@return a copy of one row of a batch}
     *
     * @param precision what the numbers were computed in
     * @param batch number of rows
     * @param row which of them
     * @param values (value; row × its length), as are the derivatives; none is modified
     * @param along J_G v
     * @param inside J_G v_R
     */
    public static Entry of(
        Precision precision,
        int batch,
        int row,
        double[][] values,
        double[][] along,
        double[][] inside) {
      return new Entry(
          packed(precision, batch, row, values),
          packed(precision, batch, row, along),
          packed(precision, batch, row, inside));
    }

    private static List<PackedArray> packed(
        Precision precision, int batch, int row, double[][] arrays) {
      return Stream.of(arrays)
          .map(
              array ->
                  PackedArray.of(
                      precision, array, row * (array.length / batch), array.length / batch))
          .toList();
    }
  }

  private CachedActivations(long entryBytes, boolean wanted) {
    this.entryBytes = entryBytes;
    this.wanted = wanted;
  }

  /** {@return a cache that keeps nothing} */
  public static CachedActivations none() {
    return new CachedActivations(0, false);
  }

  /**
   * {@return an empty cache for the nodes of a question's path}
   *
   * <p>It keeps them if the path is straight and its rule fixed, since an adaptive path needs the
   * memory itself, and if there is a layer and exactly one region.
   *
   * @param question what is explained
   */
  public static CachedActivations of(ResolvedQuestion question) {
    boolean one = question.regions().size() == 1 && question.segments().size() == 1;
    if (question.layer() == null || !one || !differentiates(question.path().rule())) {
      return none();
    }
    long bytes = entryBytes(question);
    return new CachedActivations(bytes, (question.path().nodes() + 1L) * bytes <= question.store());
  }

  /**
   * {@return whether a rule's nodes are known beforehand, so that the lower part's derivatives are
   * taken there: not with the adaptive and the published rule}
   *
   * @param rule the rule
   */
  public static boolean differentiates(PathRule rule) {
    return rule != PathRule.ADAPTIVE && rule != PathRule.PUBLISHED;
  }

  /**
   * {@return bytes of one entry}
   *
   * @param question with a layer
   * @throws InvalidInputException if it has none
   */
  public static long entryBytes(ResolvedQuestion question) {
    question.needLayer();
    return 3 * question.crossingLength() * question.program().precision().bytes();
  }

  void keep(
      ResolvedQuestion question,
      List<PathProbe.Place> rows,
      double[][] values,
      List<double[][]> tangents) {
    if (!wanted) {
      return;
    }
    Precision precision = question.program().precision();
    for (int row = 0; row < rows.size(); row++) {
      Entry entry =
          Entry.of(precision, question.batch(), row, values, tangents.get(0), tangents.get(1));
      if (entries.put(rows.get(row).alpha(), entry) == null) {
        HeldMemory.keep(entryBytes);
      }
    }
  }

  /**
   * {@return what is known of a node, which is from now on the caller's memory}
   *
   * @param alpha place on the path
   */
  public Optional<Entry> take(double alpha) {
    Optional<Entry> entry = Optional.ofNullable(entries.remove(alpha));
    entry.ifPresent(taken -> HeldMemory.keep(-entryBytes));
    return entry;
  }

  @Override
  public void close() {
    HeldMemory.keep(-entryBytes * entries.size());
    entries.clear();
  }
}
