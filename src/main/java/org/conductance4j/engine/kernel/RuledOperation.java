package org.conductance4j.engine.kernel;

/**
 * An operation whose vjp a {@link BackwardRule} replaces; its forward pass and its jvp are its own.
 * It is not folded into others, so that the rule sees the operation by itself.
 */
public final class RuledOperation extends Operation {

  private final Operation operation;
  private final BackwardRule rule;

  public RuledOperation(Operation operation, BackwardRule rule) {
    super(operation.inputs(), operation.output());
    this.operation = operation;
    this.rule = rule;
  }

  @Override
  boolean derivativeReadsInputs() {
    return true;
  }

  @Override
  boolean derivativeReadsOutput() {
    return operation.derivativeReadsOutput();
  }

  @Override
  public void prepare(boolean derivatives) {
    operation.prepare(derivatives);
  }

  @Override
  public long moreWeightBytes() {
    return operation.moreWeightBytes();
  }

  @Override
  public Kernel bind(Binder binder) {
    binder.keep(output());
    Kernel own = operation.bind(binder);
    return new Kernel() {
      @Override
      public void planForward() {
        own.planForward();
      }

      @Override
      public void planPrepare() {
        own.planPrepare();
      }

      @Override
      public void planVjp() {
        rule.planVjp(binder, operation, own);
      }

      @Override
      public void planJvp() {
        own.planJvp();
      }
    };
  }
}
