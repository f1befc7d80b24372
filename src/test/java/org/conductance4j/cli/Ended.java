package org.conductance4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** How a command ended, with what it wrote; lines end in a line feed everywhere. */
record Ended(int code, String out, String err) {

  static Ended run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Ended(code, lines(out), lines(err));
  }

  /** What was written, as JSON. */
  JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }

  private static String lines(StringWriter written) {
    return written.toString().replace("\r\n", "\n");
  }
}
