package io.vigie.campaign.catalogue;

import io.vigie.contracts.TestId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives tests their places with as few moves as it can: places only rise, they need not be without gaps. Pure. */
final class TestOrder {

    private TestOrder() {}

    /**
     * The new places that a wished order needs after one test was put into it; the others keep theirs as far as they rise.
     *
     * @param moved the test that was put at its rank; it always gets a place
     */
    static Map<TestId, Integer> place(List<TestId> wished, Map<TestId, Integer> places, TestId moved) {
        Map<TestId, Integer> moves = new LinkedHashMap<>();
        int last = 0;
        for (TestId test : wished) {
            Integer present = test.equals(moved) ? null : places.get(test);
            if (present == null || present <= last) {
                last++;
                moves.put(test, last);
            } else {
                last = present;
            }
        }
        return moves;
    }

    /** The moves after which the tests are numbered from 1 without a gap. */
    static Map<TestId, Integer> count(List<TestId> wished, Map<TestId, Integer> places) {
        Map<TestId, Integer> moves = new LinkedHashMap<>();
        int place = 0;
        for (TestId test : wished) {
            place++;
            if (!Integer.valueOf(place).equals(places.get(test))) {
                moves.put(test, place);
            }
        }
        return moves;
    }
}
