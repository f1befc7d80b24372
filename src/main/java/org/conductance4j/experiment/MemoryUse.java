package org.conductance4j.experiment;

/**
 * Memory of a computation: weights, buffers and large arrays, without the JVM's own.
 *
 * @param planned bytes that were planned: buffers exactly, and the most that may be kept of nodes
 * @param peak the most bytes that were in use at a time
 */
public record MemoryUse(long planned, long peak) {}
