package org.conductance4j.attribution.memory;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.attribution.question.ResolvedQuestion;
import org.conductance4j.config.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a computation may take.
 *
 * @param bytes of weights, buffers and arrays together
 * @param where what it was asked for with, such as an option's name: less than needed is an error
 *     then; null for what the machine had free
 */
public record MemoryBudget(long bytes, @Nullable String where) {

  private static final Pattern SIZE =
      Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([kmgt]?)(?:i?b)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+([0-9]+) kB");
  private static final double FREE_SHARE = 0.8;
  private static final double ARRAYS_SHARE = 0.75;
  private static final double HEAP_SHARE = 0.4;

  /** The heap's limit varies a little while a JVM runs; plans must not. */
  private static final long HEAP_STEP = 32L << 20;

  /**
   * What a process takes beyond what is planned: compiled code, the native library's own pages and
   * scratch memory, and a heap full of garbage (docs/decisions/0075).
   */
  private static final long PROCESS = 440L << 20;

  /** Checks the size. */
  public MemoryBudget {
    if (bytes < 1) {
      throw InvalidInputException.of("memory", "must be positive", bytes, "such as 2g");
    }
  }

  /**
   * {@return the budget of a text}
   *
   * @param text such as {@code 2g}, {@code 1.5g}, {@code 800m} or a number of bytes; k, m, g and t
   *     are powers of 1,024
   * @param where what it is asked for with, such as an option's name
   * @throws InvalidInputException if the text has another form
   */
  public static MemoryBudget parse(String text, String where) {
    Matcher matcher = SIZE.matcher(text.strip());
    double bytes =
        matcher.matches()
            ? Double.parseDouble(matcher.group(1)) * unit(matcher.group(2))
            : Double.NaN;
    if (!(bytes >= 1 && bytes < Long.MAX_VALUE)) {
      throw InvalidInputException.of(
          where, "must be a size", "'" + text + "'", "such as 2g or 800m");
    }
    return new MemoryBudget((long) bytes, where);
  }

  private static double unit(String letter) {
    int power = letter.isEmpty() ? 0 : 1 + "kmgt".indexOf(letter.toLowerCase(Locale.ROOT));
    return Math.pow(1024, power);
  }

  /** {@return a budget of most of what the machine, or the container, has free} */
  public static MemoryBudget free() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long free = system.getFreeMemorySize();
    Path facts = Path.of("/proc/meminfo");
    try {
      Matcher matcher = AVAILABLE.matcher(Files.isReadable(facts) ? Files.readString(facts) : "");
      if (matcher.find()) {
        long available = Long.parseLong(matcher.group(1)) << 10;
        free = Math.min(available, system.getTotalMemorySize());
      }
    } catch (IOException e) {
      // The JVM's own number is good enough.
    }
    return new MemoryBudget(Math.max(1, (long) (FREE_SHARE * free)), null);
  }

  /**
   * {@return what is left for a plan so that the whole process stays within the budget; of free
   * memory, all of it}
   */
  public MemoryBudget withoutProcess() {
    return isGiven() ? new MemoryBudget(Math.max(1, bytes - PROCESS), where) : this;
  }

  /** {@return whether it was asked for} */
  public boolean isGiven() {
    return where != null;
  }

  /**
   * {@return the error that it does not suffice}
   *
   * @param needed bytes that would
   * @param what needs them, such as {@code this network and layer}
   * @param remedy what to do
   */
  public InvalidInputException tooSmall(long needed, String what, String remedy) {
    return InvalidInputException.of(
        where == null ? "memory" : where,
        "must be at least " + text(needed) + " for " + what,
        text(bytes),
        remedy);
  }

  /** Whether arrays of this size leave enough of the heap for everything else. */
  static boolean fitsHeap(long bytes) {
    return bytes <= ARRAYS_SHARE * Runtime.getRuntime().maxMemory();
  }

  /** How much of it may be on the heap, where the store is. */
  long heapBytes() {
    long heap = (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory()) / HEAP_STEP * HEAP_STEP;
    return isGiven() ? heap : Math.min(heap, ResolvedQuestion.DEFAULT_STORE);
  }

  /** A size for people, rounded up, such as {@code 310m}: {@link #parse} reads it as no less. */
  static String text(long bytes) {
    long unit = bytes >= 1 << 20 ? 1 << 20 : 1 << 10;
    return (bytes + unit - 1) / unit + (unit == 1 << 20 ? "m" : "k");
  }
}
