package io.vigie.contracts.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunWordsTests {

    @ParameterizedTest
    @CsvSource({
        "PENDING,PASSED,pending",
        "RUNNING,FAILED,running",
        "CANCELLING,PASSED,running",
        "FINISHED,PASSED,passed",
        "FINISHED,FAILED,failed",
        "FINISHED,TIMED_OUT,failed",
        "FINISHED,BROKEN,error",
        "FINISHED,CANCELLED,error",
        "FINISHED,INTERRUPTED,error"
    })
    void saysWhereARunStands(Phase phase, Outcome outcome, String word) {
        assertThat(RunWords.status(phase, outcome)).isEqualTo(word);
    }
}
