package org.conductance4j.attribution.method;

import java.util.List;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.config.NearMatches;

/** Every method there is. */
public final class Methods {

  private static final List<AttributionMethod> ALL =
      List.of(
          new Gradient(),
          new GradientTimesInput(),
          new IntegratedGradients(),
          new ExpectedGradients(),
          new LayerConductance(),
          new RegionalConductance(),
          new InternalInfluence(),
          new LayerIntegratedGradients(),
          new LayerGradientTimesActivation(),
          new NeuronIntegratedGradients(),
          new NeuronConductance());

  private Methods() {}

  /** {@return every method, in the order in which they are listed to users} */
  public static List<AttributionMethod> all() {
    return ALL;
  }

  /** {@return their ids} */
  public static List<String> ids() {
    return ALL.stream().map(AttributionMethod::id).toList();
  }

  /**
   * {@return the method of an id}
   *
   * @param id such as {@code layer-conductance}
   * @throws InvalidInputException if there is no such method
   */
  public static AttributionMethod of(String id) {
    return ALL.stream()
        .filter(method -> method.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInputException.of(
                    "method", "unknown id", "'" + id + "'", NearMatches.remedy(id, ids())));
  }
}
