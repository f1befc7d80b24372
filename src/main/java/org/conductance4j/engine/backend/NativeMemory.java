package org.conductance4j.engine.backend;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Pointer;
import org.conductance4j.array.NativeLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether JavaCPP limits the native memory of this process. */
public final class NativeMemory {

  private static final Logger LOG = LoggerFactory.getLogger(NativeMemory.class);

  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private NativeMemory() {}

  /**
   * Logs a warning, once, if {@link NativeLimits#lift} came too late: JavaCPP had started before.
   */
  public static void warnIfLimited() {
    if (!WARNED.getAndSet(true)) {
      warning().ifPresent(LOG::warn);
    }
  }

  private static Optional<String> warning() {
    long limit = Math.max(Pointer.maxBytes(), Pointer.maxPhysicalBytes());
    if (limit <= 0 || !NativeLimits.areLifted()) {
      return Optional.empty();
    }
    return Optional.of(
        "native memory: needs no limit of JavaCPP, got "
            + Pointer.maxBytes()
            + " bytes, because ND4J started before Conductance4J; start"
            + " Java with -Dorg.bytedeco.javacpp.maxbytes=0"
            + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
  }
}
