package org.conductance4j.engine.kernel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is costly to make, made when it is first asked for. */
public final class Lazy<T> implements Supplier<T> {

  private final Supplier<T> maker;
  private @Nullable T made;

  public Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public synchronized T get() {
    T known = made;
    if (known == null) {
      known = maker.get();
      made = known;
    }
    return known;
  }

  /** Makes it now, so that it is there when it is asked for. */
  public void make() {
    get();
  }
}
