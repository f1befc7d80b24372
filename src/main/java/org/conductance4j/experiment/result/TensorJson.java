package org.conductance4j.experiment.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.conductance4j.array.Tensor;

/** Arrays in the files of an unfinished run: shape and bytes, bit for bit. */
final class TensorJson {

  private static final String SHAPE = "shape";
  private static final String DOUBLES = "doubles";

  private TensorJson() {}

  static SimpleModule module() {
    return new SimpleModule()
        .addSerializer(Tensor.class, new Writing())
        .addDeserializer(Tensor.class, new Reading());
  }

  private static final class Writing extends StdSerializer<Tensor> {
    private static final long serialVersionUID = 1;

    Writing() {
      super(Tensor.class);
    }

    @Override
    public void serialize(Tensor tensor, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * tensor.length());
      bytes.asDoubleBuffer().put(tensor.toArray());
      json.writeStartObject();
      json.writeFieldName(SHAPE);
      json.writeArray(tensor.shape(), 0, tensor.rank());
      json.writeBinaryField(DOUBLES, bytes.array());
      json.writeEndObject();
    }
  }

  private static final class Reading extends StdDeserializer<Tensor> {
    private static final long serialVersionUID = 1;

    Reading() {
      super(Tensor.class);
    }

    @Override
    public Tensor deserialize(JsonParser json, DeserializationContext context) throws IOException {
      JsonNode node = json.readValueAsTree();
      JsonNode extents = node.path(SHAPE);
      int[] shape = IntStream.range(0, extents.size()).map(k -> extents.get(k).asInt()).toArray();
      byte[] bytes = node.path(DOUBLES).binaryValue();
      if (bytes == null || bytes.length != Double.BYTES * Tensor.length(shape)) {
        throw new IOException("an array of another size than its shape");
      }
      double[] values = new double[Tensor.length(shape)];
      ByteBuffer.wrap(bytes).asDoubleBuffer().get(values);
      return Tensor.of(shape, values);
    }
  }
}
