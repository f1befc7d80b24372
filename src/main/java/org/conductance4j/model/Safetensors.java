package org.conductance4j.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.conductance4j.config.InvalidInputException;

/**
 * Reads a safetensors file: eight bytes with the length of a header, a JSON header with each
 * tensor's element type, shape and position, and the elements in row-major order, little-endian,
 * without gaps. Everything is checked before memory is allocated.
 *
 * <p>Source: Hugging Face, safetensors, "Format".
 */
final class Safetensors {

  private static final int PREFIX = Long.BYTES;
  private static final int LONGEST_HEADER = 1 << 24;

  /** No file has this length, so the first eight bytes are text rather than a number. */
  private static final long IMPLAUSIBLE = 1L << 48;

  private static final String METADATA = "__metadata__";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final FileContent file;
  private final Bytes bytes;

  /** One entry of the header, checked on its own. */
  private record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {}

  private Safetensors(FileContent file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  /** Whether the content of a file has this format, or at least its name does. */
  static boolean is(FileContent file) {
    Bytes bytes = file.bytes();
    boolean begins = bytes.length() > PREFIX && begins(bytes.read(0, PREFIX + 1));
    return begins || file.path().toLowerCase(Locale.ROOT).endsWith(".safetensors");
  }

  private static boolean begins(ByteBuffer bytes) {
    long length = bytes.getLong(0);
    return bytes.get(PREFIX) == '{' && length >= 0 && length < IMPLAUSIBLE;
  }

  static StateDict read(FileContent file) {
    return new Safetensors(file).read();
  }

  private StateDict read() {
    int header = headerLength();
    int start = PREFIX + header;
    List<Entry> entries = entries(tree(header));
    requireGapless(entries, bytes.length() - start);
    StateDict result = new StateDict();
    for (Entry entry : entries) {
      long length = (entry.end - entry.begin) / entry.type.bytes();
      StoredTensor.Storage storage = new StoredTensor.Storage(entry.type, length);
      storage.locate(
          bytes.slice(start + (int) entry.begin, (int) (entry.end - entry.begin)),
          ByteOrder.LITTLE_ENDIAN);
      long[] shape = entry.shape.stream().mapToLong(Long::longValue).toArray();
      if (!result.add(entry.name, StoredTensor.dense(storage, shape))) {
        throw damaged("the tensor '" + ForeignText.of(entry.name) + "' twice");
      }
    }
    if (result.names().isEmpty()) {
      throw InvalidInputException.of(
          file.path(), "must hold tensors by name", "none", "save model.state_dict()");
    }
    return result;
  }

  private int headerLength() {
    if (bytes.length() < PREFIX + 2) {
      throw damaged("only " + bytes.length() + " bytes");
    }
    long length = bytes.read(0, PREFIX).getLong();
    if (length < 2 || length > LONGEST_HEADER) {
      throw damaged("a header of " + Long.toUnsignedString(length) + " bytes");
    }
    if (length > bytes.length() - PREFIX) {
      throw damaged(
          "a header of "
              + length
              + " bytes in a file of "
              + bytes.length()
              + ", so a truncated one");
    }
    return (int) length;
  }

  private JsonNode tree(int length) {
    try {
      JsonNode tree = JSON.readTree(bytes.read(PREFIX, length).array());
      if (!tree.isObject()) {
        throw damaged("a header that is no JSON object");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw damaged("a header that is no JSON (" + ForeignText.of(e.getOriginalMessage()) + ")");
    } catch (IOException e) {
      throw damaged(ForeignText.of(e));
    }
  }

  private List<Entry> entries(JsonNode tree) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (!field.getKey().equals(METADATA)) {
        entries.add(entry(field.getKey(), field.getValue()));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    return entries;
  }

  private Entry entry(String name, JsonNode node) {
    String where = "tensor '" + ForeignText.of(name) + "'";
    String dtype = node.path("dtype").asText();
    ElementType type =
        ElementType.ofSafetensors(dtype)
            .orElseThrow(
                () -> damaged(where + " of the element type '" + ForeignText.of(dtype) + "'"));
    long[] shape = numbers(node.path("shape"), where + " without a shape");
    long[] place = numbers(node.path("data_offsets"), where + " without a place");
    if (place.length != 2 || place[0] > place[1]) {
      throw damaged(where + " without a place");
    }
    try {
      long size = type.bytes();
      for (long extent : shape) {
        size = Math.multiplyExact(size, extent);
      }
      if (size != place[1] - place[0]) {
        throw damaged(
            where + " with " + (place[1] - place[0]) + " bytes for a shape of " + size + " bytes");
      }
    } catch (ArithmeticException e) {
      throw damaged(where + " of an impossible shape");
    }
    return new Entry(name, type, Arrays.stream(shape).boxed().toList(), place[0], place[1]);
  }

  private long[] numbers(JsonNode list, String otherwise) {
    long[] numbers = new long[list.size()];
    boolean sound = list.isArray();
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = list.get(i);
      sound &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
      numbers[i] = number.longValue();
    }
    if (!sound) {
      throw damaged(otherwise);
    }
    return numbers;
  }

  /**
   * Checks that each tensor begins where the previous one ends, and that the last ends with the
   * file.
   */
  private void requireGapless(List<Entry> entries, long length) {
    long at = 0;
    String before = "the header";
    for (Entry entry : entries) {
      String name = "tensor '" + ForeignText.of(entry.name) + "'";
      if (entry.end > length) {
        throw damaged(name + " beyond the end of the file, so a truncated one");
      }
      if (entry.begin != at) {
        String fault = entry.begin < at ? " overlaps " : " leaves a gap after ";
        throw damaged("a file in which " + name + fault + before);
      }
      at = entry.end;
      before = name;
    }
    if (at != length) {
      throw damaged((length - at) + " bytes that belong to no tensor");
    }
  }

  private InvalidInputException damaged(String found) {
    return InvalidInputException.of(
        file.path(), "must be a whole safetensors file", found, "get it again");
  }
}
