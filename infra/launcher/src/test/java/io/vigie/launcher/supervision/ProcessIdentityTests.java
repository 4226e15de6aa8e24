package io.vigie.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTests {

    @Test
    void findsTheProcessThatIsMeant() {
        assertThat(ProcessIdentity.of(ProcessHandle.current()).find()).contains(ProcessHandle.current());
    }

    @Test
    void takesNoOtherProcessWithTheSameNumber() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

        assertThat(new ProcessIdentity(self.pid(), self.startedAt() - 60_000).find())
                .isEmpty();
    }

    @Test
    void takesNoProcessWhoseBirthIsUnknown() {
        assertThat(new ProcessIdentity(ProcessHandle.current().pid(), 0).find()).isEmpty();
    }
}
