package org.conductance4j.array;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.conductance4j.config.InvalidInputException;

/** Fingerprints of what a result was made from: SHA-256 in lower-case hexadecimal digits. */
public final class Sha256 {

  private Sha256() {}

  /**
   * Of a file's bytes.
   *
   * @param file the file
   * @return 64 digits
   * @throws InvalidInputException if it cannot be read
   */
  public static String of(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
    return text(digest);
  }

  /**
   * Of a text in UTF-8.
   *
   * @param text the text
   * @return 64 digits
   */
  public static String of(String text) {
    MessageDigest digest = digest();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return text(digest);
  }

  /**
   * Of the elements of an array, each as the text of its double: for what lies in no file.
   *
   * @param tensor the array
   * @return 64 digits
   */
  public static String of(Tensor tensor) {
    MessageDigest digest = digest();
    for (int i = 0; i < tensor.length(); i++) {
      digest.update((Double.toString(tensor.get(i)) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return text(digest);
  }

  /**
   * A digest to be fed piece by piece.
   *
   * @return an empty one
   */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Ends a digest.
   *
   * @param digest what it was fed with is fingerprinted; empty again afterwards
   * @return 64 digits
   */
  public static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
