package io.vigie.report.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vigie.report.isolation.IsolationAudit.Findings;
import io.vigie.report.projection.ProjectionLag;
import io.vigie.service.refusal.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolationControllerTests {

    private static final Findings NOTHING = new Findings(0, 0, List.of(), 0, List.of());

    private final Slices slices = mock(Slices.class);
    private final IsolationController controller = new IsolationController(slices, mock(ProjectionLag.class));

    @Test
    void auditsOnceAtATime() {
        Refusal[] meanwhile = new Refusal[1];
        when(slices.audit()).thenAnswer(call -> {
            meanwhile[0] = catchThrowableOfType(Refusal.class, controller::audit);
            return NOTHING;
        });

        Findings found = controller.audit().getBody();
        controller.audit();

        assertThat(found).isSameAs(NOTHING);
        assertThat(meanwhile[0].status()).isEqualTo(429);
    }

    @Test
    void auditsAgainAfterOneThatFailed() {
        when(slices.audit()).thenThrow(new IllegalStateException("away")).thenReturn(NOTHING);

        catchThrowableOfType(IllegalStateException.class, controller::audit);

        assertThat(controller.audit().getBody()).isSameAs(NOTHING);
    }
}
