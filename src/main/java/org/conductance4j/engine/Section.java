package org.conductance4j.engine;

import java.util.List;

/** A piece of a program, from source values to target values. Immutable. */
public final class Section {

  private final Precision precision;
  private final List<Value> sources;
  private final List<Value> targets;
  private final List<Operation> operations;

  Section(
      Precision precision, List<Value> sources, List<Value> targets, List<Operation> operations) {
    this.precision = precision;
    this.sources = List.copyOf(sources);
    this.targets = List.copyOf(targets);
    this.operations = Folding.fold(operations, this.sources, this.targets);
  }

  /**
   * Shapes of the sources.
   *
   * @return for each source the shape of one example, in DL4J's layout
   */
  public List<int[]> sourceShapes() {
    return sources.stream().map(Value::externalDims).toList();
  }

  /**
   * Shapes of the targets.
   *
   * @return for each target the shape of one example, in DL4J's layout
   */
  public List<int[]> targetShapes() {
    return targets.stream().map(Value::externalDims).toList();
  }

  /**
   * Binds this section to a batch size, with everything that its three passes need.
   *
   * @param batch number of examples in a pass, at least 1
   * @return the evaluator, to be closed
   */
  public Evaluator bind(int batch) {
    return new Evaluator(this, batch, true);
  }

  /**
   * Binds this section to a batch size for forward passes alone, in less memory.
   *
   * @param batch number of examples in a pass, at least 1
   * @return the evaluator, to be closed; its vjp and jvp throw
   */
  public Evaluator bindForward(int batch) {
    return new Evaluator(this, batch, false);
  }

  /** Whether it calls functions that users gave, which run on the caller's thread alone. */
  boolean runsUsersCode() {
    return operations.stream().anyMatch(Custom.class::isInstance);
  }

  Precision precision() {
    return precision;
  }

  List<Value> sources() {
    return sources;
  }

  List<Value> targets() {
    return targets;
  }

  List<Operation> operations() {
    return operations;
  }
}
