package io.vigie.report.outbound;

import java.util.List;

/** Puts CDEvents where other systems read them. */
public interface CdEventPublisher {

    /**
     * Returns once each of them is durable; they come in this order. An exception means that some may be and some may not: they are published again.
     */
    void publish(List<CdEvent> events);
}
