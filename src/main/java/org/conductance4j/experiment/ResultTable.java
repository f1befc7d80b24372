package org.conductance4j.experiment;

/**
 * A table of a result that has a file of its own.
 *
 * @param file its name in the result folder
 * @param csv its lines, the header first
 */
public record ResultTable(String file, String csv) {}
