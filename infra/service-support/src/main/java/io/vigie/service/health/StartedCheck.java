package io.vigie.service.health;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Holds a service back until its start is over: the port opens before what runs at the start (a first user, say) has run. */
final class StartedCheck implements ReadinessCheck, ApplicationListener<ApplicationReadyEvent> {

    private volatile boolean started;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public Readiness check() {
        return Readiness.when(started, "still starting");
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        started = true;
    }
}
