package org.conductance4j.attribution.path;

/**
 * Passes through a network, each of one example: what a computation costs.
 *
 * @param forward forward passes
 * @param vjp reverse passes (vector-Jacobian products)
 * @param jvp forward-mode passes (Jacobian-vector products), one for each direction
 */
public record Passes(long forward, long vjp, long jvp) {

  /** No pass at all. */
  public static final Passes NONE = new Passes(0, 0, 0);

  /**
   * {@return the cost of two computations together}
   *
   * @param other the other computation's cost
   */
  public Passes plus(Passes other) {
    return new Passes(forward + other.forward, vjp + other.vjp, jvp + other.jvp);
  }
}
