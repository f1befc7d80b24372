package org.conductance4j.array;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.conductance4j.config.InvalidInputException;

/** Text files as editors save them: UTF-8 with or without a byte order mark, or UTF-16 with one. */
public final class TextFile {

  private static final char MARK = '\ufeff';

  private TextFile() {}

  /**
   * Reads a file.
   *
   * @param file the file
   * @param mostBytes that it may have
   * @return its text, without a mark
   * @throws InvalidInputException if it is missing, too large or no text
   */
  public static String read(Path file, long mostBytes) {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > mostBytes) {
        throw InvalidInputException.of(
            file.toString(),
            "must be a text of at most " + mostBytes + " bytes",
            Files.size(file),
            "check the path");
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          file + ": must be text in UTF-8, got other bytes; save it as UTF-8", e);
    } catch (IOException e) {
      throw InvalidInputException.unreadable(file, e);
    }
  }

  /**
   * Reads the lines of a file.
   *
   * @param file the file
   * @param mostBytes that it may have
   * @return its lines, without their ends
   * @throws InvalidInputException as for {@link #read}
   */
  public static List<String> lines(Path file, long mostBytes) {
    return read(file, mostBytes).lines().toList();
  }

  private static Charset charset(byte... bytes) {
    int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    return switch (first) {
      case 0xfeff -> StandardCharsets.UTF_16BE;
      case 0xfffe -> StandardCharsets.UTF_16LE;
      default -> StandardCharsets.UTF_8;
    };
  }
}
