package io.vigie.report.projection;

import java.util.List;

/**
 * Rows that are folded from the decisions of people, whatever they are about. Every bean of this type takes part in every projection, as a
 * {@link View} does, and under the same rules; but decisions of one project come in any order, one may come again, and none is ever forgotten.
 */
public interface DecisionView {

    void fold(List<Decision> decisions);
}
