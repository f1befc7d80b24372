package org.conductance4j.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * How records become JSON: snake_case, nothing that is null unless a record asks for it, one key a
 * line.
 */
public final class RecordJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.USE_DEFAULTS))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private RecordJson() {}

  /**
   * {@return a record as JSON, with a line feed at its end}
   *
   * @param value a record
   */
  public static String of(Object value) {
    return text(MAPPER.writer(), value).replace("\r\n", "\n") + "\n";
  }

  /**
   * {@return a record as JSON on one line, without a line feed}
   *
   * @param value a record
   */
  public static String line(Object value) {
    return text(MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT), value);
  }

  private static String text(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of numbers and texts can be written", e);
    }
  }

  /** {@return the mapper, shared} */
  public static ObjectMapper mapper() {
    return MAPPER;
  }
}
