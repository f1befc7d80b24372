package org.conductance4j.experiment.result;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The rankings of another layer than the study's own.
 *
 * @param layer its name
 * @param rankings scores of each ranking, of the layer's shape
 */
public record LayerScores(String layer, List<RankingScores> rankings) {

  /** Folder of the files of all layers. */
  public static final String FOLDER = "layers";

  private static final Pattern NOT_PLAIN = Pattern.compile("^\\.|[^A-Za-z0-9._-]");

  /**
   * {@return a file for each ranking, in a folder of the layer's own: what folders cannot be called
   * is written as {@code =2f=}}
   */
  public List<ResultFile> files() {
    String folder =
        NOT_PLAIN
            .matcher(layer)
            .replaceAll(found -> "=" + Integer.toHexString(found.group().codePointAt(0)) + "=");
    return rankings.stream().map(one -> one.file(FOLDER + "/" + folder + "/")).toList();
  }
}
