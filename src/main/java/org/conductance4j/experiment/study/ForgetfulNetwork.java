package org.conductance4j.experiment.study;

import java.util.Optional;
import java.util.function.IntFunction;
import org.conductance4j.engine.Program;
import org.conductance4j.sanity.OtherLabels;
import org.conductance4j.sanity.RandomisedNetwork;

/** An experiment's network, made to forget the weights of its top layers. */
record ForgetfulNetwork(
    int layers, IntFunction<Program> weights, Optional<OtherLabels> randomLabels)
    implements RandomisedNetwork {

  @Override
  public Program top(int count) {
    return weights.apply(count);
  }
}
