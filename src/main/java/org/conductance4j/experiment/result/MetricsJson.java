package org.conductance4j.experiment.result;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Locale;
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
  private interface PointKeys {
    @JsonIgnore
    double error();
  }

  private interface ElementKeys {
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

  static String of(Metrics metrics) throws IOException {
    return MAPPER.writeValueAsString(metrics).replace("\r\n", "\n") + "\n";
  }
}
