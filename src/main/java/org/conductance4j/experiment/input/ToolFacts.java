package org.conductance4j.experiment.input;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Facts about the program and the machine that it runs on. */
public final class ToolFacts {

  private static final int GIT_SECONDS = 5;
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)*");

  private ToolFacts() {}

  /** {@return the version that was built, {@code development} outside an archive} */
  public static String version() {
    String version = ToolFacts.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "development");
  }

  /**
   * The commit of the checkout that the program was built in.
   *
   * @return with {@code -dirty} at its end if files were changed; null outside a checkout
   */
  public static @Nullable String gitCommit() {
    Path root = checkout();
    if (root == null) {
      return null;
    }
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = git.waitFor(GIT_SECONDS, TimeUnit.SECONDS);
      return ended && git.exitValue() == 0 && !answer.isBlank() ? answer.strip() : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** {@return the nearest folder above the program that is a checkout; null if there is none} */
  public static @Nullable Path checkout() {
    CodeSource source = ToolFacts.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return null;
    }
    try {
      Path folder = Path.of(source.getLocation().toURI()).getParent();
      while (folder != null && !Files.exists(folder.resolve(".git"))) {
        folder = folder.getParent();
      }
      return folder;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** {@return name and version of the JVM} */
  public static String jvm() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
  }

  /** {@return name, version and processor of the operating system} */
  public static String os() {
    return String.join(
        " ",
        System.getProperty("os.name"),
        number(System.getProperty("os.version")),
        System.getProperty("os.arch"));
  }

  /** A version's number, without what a distributor or a host has put behind it. */
  static String number(String version) {
    Matcher matcher = NUMBER.matcher(version);
    return matcher.lookingAt() ? matcher.group() : version;
  }

  /** {@return model and number of the processors} */
  public static String cpu() {
    return model() + ", " + Runtime.getRuntime().availableProcessors() + " processors";
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      String identifier = System.getenv("PROCESSOR_IDENTIFIER");
      return Objects.requireNonNullElse(identifier, System.getProperty("os.arch"));
    }
  }
}
