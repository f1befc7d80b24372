package org.conductance4j.attribution.path;

/**
 * How well an explanation keeps its conservation laws: residuals of the plain quadrature, before
 * any correction, each divided by |F(x) − F(x′)|, or by 1 where that is 0.
 *
 * <p>A residual that was not measured, because the explanation lacks the arrays that it compares,
 * is 0.
 *
 * @param inputCompleteness |Σ_i IG_i − (F(x) − F(x′))|
 * @param conductanceCompleteness |Σ_j Cond_j + bypass − (F(x) − F(x′))|
 * @param regionalCompleteness the largest over the regions of |Σ_j Cond_j(R) + bypass(R) − Σ_{i∈R}
 *     IG_i|
 * @param regionAdditivity Σ_j |Cond_j(R) + Cond_j(complement of R) − Cond_j| of the first region
 * @param bypassShare the share of F(x) − F(x′) that bypasses the layer, signed; 0 where the layer
 *     cuts every path
 */
public record Ledger(
    double inputCompleteness,
    double conductanceCompleteness,
    double regionalCompleteness,
    double regionAdditivity,
    double bypassShare) {}
