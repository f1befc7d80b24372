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

/** Computes SHA-256 fingerprints in lower-case hexadecimal digits. */
public final class Sha256 {

  private Sha256() {}

  /**
   * {@return the fingerprint of a file}
   *
   * @param file the file
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
   * {@return the fingerprint of a text in UTF-8}
   *
   * @param text the text
   */
  public static String of(String text) {
    MessageDigest digest = digest();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return text(digest);
  }

  /**
   * {@return the fingerprint of an array that is in no file: that of its elements as text, one per
   * line}
   *
   * @param tensor the array
   */
  public static String of(Tensor tensor) {
    MessageDigest digest = digest();
    for (int i = 0; i < tensor.length(); i++) {
      digest.update((Double.toString(tensor.get(i)) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return text(digest);
  }

  /** {@return an empty digest, to be updated piece by piece} */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * {@return the fingerprint of what a digest was updated with}
   *
   * @param digest reset afterwards
   */
  public static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
