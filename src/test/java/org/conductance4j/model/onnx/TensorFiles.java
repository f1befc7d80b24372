package org.conductance4j.model.onnx;

/** Reads tensors that lie in files of their own, as ONNX's test data has them. */
public final class TensorFiles {

  private TensorFiles() {}

  /** One tensor. */
  public static OnnxTensor read(String path, byte... content) {
    return OnnxReader.tensor(path, ByteSource.of(content));
  }
}
