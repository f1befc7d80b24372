/**
 * Reads ONNX files. In: the bytes of a file and the folder of its external data. Out: the graph
 * with its nodes, attributes and weights, of which the latter stay in the file until somebody asks
 * for them, and the names of its layers. Knows neither DL4J nor ND4J.
 */
@NullMarked
package org.conductance4j.model.onnx;

import org.jspecify.annotations.NullMarked;
