package org.conductance4j.engine.lowering.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.conductance4j.array.Tensor;
import org.conductance4j.engine.ReferenceForward;
import org.conductance4j.model.onnx.OnnxLayers;
import org.conductance4j.model.onnx.OnnxModel;
import org.conductance4j.model.onnx.OnnxType;
import org.conductance4j.model.onnx.OnnxValue;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime's forward pass of a file, to compare a program with. Its library may be missing;
 * then this class must not be touched.
 */
public final class OnnxRuntimeReference implements ReferenceForward {

  /** Of 16-bit files, which it rounds behind every operation. */
  private static final double HALF = 5e-2;

  /** Where it looks for weights beside a file that it reads from memory. */
  private static final String FOLDER = "session.model_external_initializers_file_folder_path";

  private final OnnxModel model;
  private final Map<String, Tensor> held;
  private final Map<String, float[]> activations = new HashMap<>();
  private @Nullable OrtSession session;
  private String reason = "";

  /**
   * The forward pass of a file.
   *
   * @param model the file
   * @param held by name, one example of each input that the examples leave out; it always has these
   *     values
   */
  public OnnxRuntimeReference(OnnxModel model, Map<String, Tensor> held) {
    this.model = model;
    this.held = Map.copyOf(held);
  }

  @Override
  public String name() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public String title() {
    return "ONNX Runtime's own forward pass";
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public int probes() {
    return explained().stream().allMatch(OnnxRuntimeReference::isReal) ? 2 : 0;
  }

  private static boolean isReal(OnnxValue input) {
    return input.type() != null && input.type().isReal();
  }

  @Override
  public double rounding() {
    return model.graph().initialisers().values().stream().anyMatch(weight -> isHalf(weight.type()))
            || model.graph().inputs().stream().anyMatch(input -> isHalf(input.type()))
        ? HALF
        : 0;
  }

  private static boolean isHalf(@Nullable OnnxType type) {
    return type == OnnxType.FLOAT16 || type == OnnxType.BFLOAT16;
  }

  @Override
  public Optional<double[]> output(String output, List<Tensor> examples) {
    if (examples.size() < explained().size()) {
      reason = "not all inputs have values here";
      return Optional.empty();
    }
    try {
      OrtSession open = session;
      if (open == null) {
        open = open(Set.of());
        session = open;
      }
      Map<String, float[]> found = run(open, Set.of(output), examples);
      return Optional.ofNullable(found.get(output)).map(OnnxRuntimeReference::reals);
    } catch (OrtException | IllegalArgumentException | LinkageError e) {
      reason = "ONNX Runtime cannot run it: " + firstLine(e);
      return Optional.empty();
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
  }

  /** Computes all tensors at once when the first is asked for. */
  @Override
  public Optional<double[]> activation(String layer, List<Tensor> examples) {
    if (activations.isEmpty()) {
      OnnxLayers layers = model.layers();
      try (OrtSession all = open(layers.tensors())) {
        run(all, all.getOutputNames(), examples)
            .forEach(
                (tensor, values) ->
                    layers.namesOf(tensor).forEach(name -> activations.put(name, values)));
      } catch (OrtException e) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(activations.get(layer)).map(OnnxRuntimeReference::reals);
  }

  @Override
  public void release() {
    OrtSession open = session;
    session = null;
    activations.clear();
    try {
      if (open != null) {
        open.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens the file with more outputs: a graph that stands twice in a file is one of both. */
  private OrtSession open(Set<String> more) throws OrtException {
    Path file = model.file();
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setCPUArenaAllocator(false);
      options.addConfigEntry("session.disable_prepacking", "1");
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      if (file != null && more.isEmpty()) {
        return environment.createSession(file.toAbsolutePath().toString(), options);
      }
      Path folder = file == null ? null : file.toAbsolutePath().getParent();
      if (folder != null) {
        options.addConfigEntry(FOLDER, folder.toString());
      }
      return environment.createSession(with(more), options);
    }
  }

  private byte[] with(Set<String> more) {
    ByteBuffer outputs = ByteBuffer.allocate(more.stream().mapToInt(name -> size(name) + 12).sum());
    for (String name : more) {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      ByteBuffer value = varint(ByteBuffer.allocate(size(name)).put((byte) 0x0a), text.length);
      value.put(text).flip();
      varint(outputs.put((byte) 0x62), value.remaining()).put(value);
    }
    outputs.flip();
    int length = Math.toIntExact(model.content().length());
    ByteBuffer all = ByteBuffer.allocate(length + outputs.remaining() + 12);
    model.content().read(0, all.limit(length));
    all.limit(all.capacity());
    varint(all.put((byte) 0x3a), outputs.remaining()).put(outputs).flip();
    byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    return bytes;
  }

  private static int size(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length + 12;
  }

  private static ByteBuffer varint(ByteBuffer into, int value) {
    int rest = value;
    for (; rest > 0x7f; rest >>>= 7) {
      into.put((byte) ((rest & 0x7f) | 0x80));
    }
    return into.put((byte) rest);
  }

  private List<OnnxValue> explained() {
    return model.graph().inputs().stream()
        .filter(input -> !held.containsKey(input.name()))
        .toList();
  }

  /** Runs a batch of one; free axes have the example's extents. */
  private Map<String, float[]> run(OrtSession open, Set<String> outputs, List<Tensor> examples)
      throws OrtException {
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    Iterator<Tensor> next = examples.iterator();
    List<OnnxTensor> opened = new ArrayList<>();
    try {
      for (OnnxValue input : model.graph().inputs()) {
        Tensor values = held.containsKey(input.name()) ? held.get(input.name()) : next.next();
        OnnxTensor tensor = tensor(input, values);
        opened.add(tensor);
        given.put(input.name(), tensor);
      }
      Map<String, float[]> found = new HashMap<>();
      try (OrtSession.Result result = open.run(given, outputs)) {
        for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
          float[] values = floats(entry.getValue());
          if (values.length > 0) {
            found.put(entry.getKey(), values);
          }
        }
      }
      return found;
    } finally {
      opened.forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OnnxValue input, Tensor values) throws OrtException {
    OnnxType type = input.type() == null ? OnnxType.FLOAT : input.type();
    int rank = input.axes() == null ? values.rank() + 1 : input.axes().size();
    int[] leading = rank == values.rank() ? new int[0] : new int[] {1};
    int[] shape = rank == 0 ? new int[0] : Shapes.joined(leading, values.shape());
    double[] numbers = values.toArray();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(numbers.length * Double.BYTES).order(ByteOrder.nativeOrder());
    for (double number : numbers) {
      put(bytes, type, number);
    }
    long[] extents = Arrays.stream(shape).asLongStream().toArray();
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), bytes.flip(), extents, javaType(type));
  }

  private static OnnxJavaType javaType(OnnxType type) {
    return OnnxJavaType.valueOf(type.name());
  }

  private static void put(ByteBuffer into, OnnxType type, double number) {
    switch (type) {
      case FLOAT -> into.putFloat((float) number);
      case DOUBLE -> into.putDouble(number);
      case FLOAT16 -> into.putShort(Fp16Conversions.floatToFp16((float) number));
      case BFLOAT16 -> into.putShort(Fp16Conversions.floatToBf16((float) number));
      case BOOL, INT8, UINT8 -> into.put((byte) Math.round(number));
      case INT16, UINT16 -> into.putShort((short) Math.round(number));
      case INT32, UINT32 -> into.putInt((int) Math.round(number));
      case INT64, UINT64 -> into.putLong(Math.round(number));
    }
  }

  /** Empty for what holds no real numbers. */
  private static float[] floats(ai.onnxruntime.OnnxValue value) throws OrtException {
    if (!(value instanceof OnnxTensor tensor)) {
      return new float[0];
    }
    OnnxJavaType type = tensor.getInfo().type;
    if (type == OnnxJavaType.DOUBLE) {
      double[] doubles = new double[Math.toIntExact(tensor.getInfo().getNumElements())];
      tensor.getDoubleBuffer().get(doubles);
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return floats;
    }
    boolean real =
        type == OnnxJavaType.FLOAT || type == OnnxJavaType.FLOAT16 || type == OnnxJavaType.BFLOAT16;
    float[] floats = new float[real ? Math.toIntExact(tensor.getInfo().getNumElements()) : 0];
    if (real) {
      tensor.getFloatBuffer().get(floats);
    }
    return floats;
  }

  private static double[] reals(float... floats) {
    double[] reals = new double[floats.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = floats[i];
    }
    return reals;
  }
}
