package org.conductance4j.experiment.result;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.conductance4j.attribution.path.Explanation;
import org.conductance4j.attribution.path.PathErrors;
import org.conductance4j.config.RecordJson;
import org.conductance4j.pruning.CurvePoint;

/** How the numbers of an experiment become {@code metrics.json}. */
final class MetricsJson {

  private static final ObjectMapper MAPPER =
      RecordJson.mapper()
          .copy()
          .addMixIn(CurvePoint.class, PointKeys.class)
          .addMixIn(PathErrors.Elements.class, ElementKeys.class);

  private MetricsJson() {}

  /** A point's error estimate is not written. */
  interface PointKeys {
    @JsonIgnore
    double error();
  }

  interface ElementKeys {
    @JsonProperty("array")
    @JsonSerialize(using = PartName.class)
    Explanation.Part part();
  }

  private static final class PartName extends StdSerializer<Explanation.Part> {
    private static final long serialVersionUID = 1;

    PartName() {
      super(Explanation.Part.class);
    }

    @Override
    public void serialize(Explanation.Part part, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(part.name().toLowerCase(Locale.ROOT));
    }
  }

  /** The numbers of a run, each section's entry behind the key that it follows. */
  static String of(Metrics metrics, List<SectionResult> sections) throws IOException {
    ObjectNode all = MAPPER.createObjectNode();
    ObjectNode own = MAPPER.valueToTree(metrics);
    for (Map.Entry<String, JsonNode> field : own.properties()) {
      all.set(field.getKey(), field.getValue());
      for (SectionResult section : sections) {
        section
            .metrics()
            .filter(entry -> entry.after().equals(field.getKey()))
            .ifPresent(entry -> all.set(entry.key(), MAPPER.valueToTree(entry.value())));
      }
    }
    return MAPPER.writeValueAsString(all).replace("\r\n", "\n") + "\n";
  }
}
