package org.conductance4j.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.conductance4j.config.InvalidInputException;

/**
 * A file name that says how its content is checked, as torchvision names published weights: the
 * eight digits before {@code .pth} are the first of the content's SHA-256, as in {@code
 * resnet152-b121ed2d.pth}. Digits without any letter may be a date and are not taken for a hash.
 *
 * @param name the file's name, without folders
 * @param prefix what the SHA-256 begins with, in lower-case hexadecimal digits
 */
public record HashedName(String name, String prefix) {

  private static final Pattern FORM =
      Pattern.compile("(?:.*[/\\\\])?([^/\\\\]+-(?=[0-9]*[a-f])([0-9a-f]{8})\\.pth)");

  /**
   * Looks at a path.
   *
   * @param path a file, maybe in an archive
   * @return the name, empty where it holds no hash
   */
  public static Optional<HashedName> of(String path) {
    Matcher matcher = FORM.matcher(path);
    return matcher.matches()
        ? Optional.of(new HashedName(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /**
   * Says which file is needed and how it is checked.
   *
   * @return a remedy for a file that is missing
   */
  public String remedy() {
    return "put torchvision's " + name + " there; its SHA-256 must begin with " + prefix;
  }

  /** Refuses a content that is not the one that its name promises. */
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
