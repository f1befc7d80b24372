package org.conductance4j.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.config.InvalidInputException;

/**
 * A file name that holds the start of its content's SHA-256, as torchvision names published
 * weights. The eight digits before {@code .pth} are the first digits of the hash, as in {@code
 * resnet152-b121ed2d.pth}. Digits without any letter may be a date and do not count as a hash.
 *
 * @param name the file's name, without folders
 * @param prefix the first digits of the SHA-256, lower-case hexadecimal
 */
public record HashedName(String name, String prefix) {

  private static final Pattern FORM =
      Pattern.compile("(?:.*[/\\\\])?([^/\\\\]+-(?=[0-9]*[a-f])([0-9a-f]{8})\\.pth)");

  /**
   * Reads the hash in a path.
   *
   * @param path a file, which may be in an archive
   * @return the name; empty if it holds no hash
   */
  public static Optional<HashedName> of(String path) {
    Matcher matcher = FORM.matcher(path);
    return matcher.matches()
        ? Optional.of(new HashedName(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** {@return what the user can do if the file is missing} */
  public String remedy() {
    return "put torchvision's " + name + " there; its SHA-256 must begin with " + prefix;
  }

  /** Refuses content whose hash does not match the name. */
  void check(String path, String sha256) {
    if (!sha256.startsWith(prefix)) {
      throw InvalidInputException.of(
          path,
          "its SHA-256 must begin with " + prefix + ", as its name says",
          sha256.substring(0, prefix.length()),
          "get the file again, or name it otherwise if these weights are your own");
    }
  }
}
