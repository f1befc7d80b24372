package org.conductance4j.engine.kernel;

import java.util.stream.IntStream;

/**
 * A sliding window along one axis, with explicit padding before the first position.
 *
 * @param extent positions of what the window slides over
 * @param outputs number of places that the window takes
 * @param kernel taps
 * @param stride step between two places
 * @param dilation distance of two taps
 * @param pad positions before the first; negative where the first positions are skipped
 */
public record WindowAxis(int extent, int outputs, int kernel, int stride, int dilation, int pad) {

  /** One tap at each position. */
  public static WindowAxis single(int extent) {
    return new WindowAxis(extent, extent, 1, 1, 1, 0);
  }

  public int span() {
    return dilation * (kernel - 1) + 1;
  }

  /** Positions from the first tap of the first place to the last tap of the last. */
  public int reach() {
    return (outputs - 1) * stride + span();
  }

  /** The position that a tap reads at a place of the window; −1 in the padding. */
  public int source(int place, int tap) {
    int position = place * stride - pad + tap * dilation;
    return position >= 0 && position < extent ? position : -1;
  }

  /** The place at which a tap reads a position; −1 if there is none. */
  public int place(int position, int tap) {
    int offset = position + pad - tap * dilation;
    int place = Math.floorDiv(offset, stride);
    return offset == place * stride && place >= 0 && place < outputs ? place : -1;
  }

  /** Whether the window lies wholly in the padding at some place. */
  public boolean leavesInput() {
    return IntStream.range(0, outputs)
        .anyMatch(place -> IntStream.range(0, kernel).allMatch(tap -> source(place, tap) < 0));
  }

  /** The same places over what is left without the positions that are skipped before the first. */
  public WindowAxis withoutSkipped() {
    return pad < 0 ? new WindowAxis(extent + pad, outputs, kernel, stride, dilation, 0) : this;
  }

  /** The same places with the taps side by side. */
  public WindowAxis withoutDilation() {
    return new WindowAxis(extent, outputs, kernel, stride, 1, pad);
  }
}
