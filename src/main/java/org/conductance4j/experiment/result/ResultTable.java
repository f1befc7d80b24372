package org.conductance4j.experiment.result;

import org.conductance4j.array.Table;

/**
 * A table of a result that has a file of its own.
 *
 * @param file its name in the result folder
 * @param table what it holds
 */
public record ResultTable(String file, Table table) {}
