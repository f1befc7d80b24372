package org.conductance4j.attribution.memory;

import org.conductance4j.engine.Section;

/**
 * The workload of single passes of one row.
 *
 * @param section what is run
 * @param derivatives whether in reverse too
 */
public record PassWorkload(Section section, boolean derivatives) implements Workload {

  @Override
  public long moreWeights() {
    return section.moreWeightBytes();
  }

  @Override
  public long bytes(int batch) {
    return derivatives ? section.bytes(1) : section.forwardBytes(1);
  }
}
