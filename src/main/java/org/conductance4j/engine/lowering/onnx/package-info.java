/**
 * The front end of ONNX files: evaluates what does not depend on the explained input and lowers the
 * rest to operations of the engine. In: a model as read from a file, and the shapes of its inputs.
 * Out: a program. {@link org.conductance4j.engine.lowering.onnx.OnnxLowering} is its entry.
 */
@NullMarked
package org.conductance4j.engine.lowering.onnx;

import org.jspecify.annotations.NullMarked;
