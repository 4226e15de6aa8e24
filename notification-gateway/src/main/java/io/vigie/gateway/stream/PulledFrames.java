package io.vigie.gateway.stream;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** The one seam between streams, which block, and Reactor: a virtual thread pulls a frame for each that is asked for. */
final class PulledFrames {

    private static final Logger log = LoggerFactory.getLogger(PulledFrames.class);
    private static final int MANY = 1 << 20;

    private PulledFrames() {}

    /** The connection has taken nothing for too long. */
    static final class ReaderStalled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderStalled() {
            super("Expected the client to read, but it takes nothing.", null, false, false);
        }
    }

    /**
     * The frames of a stream, for one subscriber. It closes the stream at the end, however the end comes.
     *
     * @param stalled how long the subscriber may ask for nothing
     */
    static Flux<Frame> of(RunStream stream, Duration stalled) {
        return Flux.create(sink -> {
            Demand demand = new Demand();
            Thread puller = Thread.ofVirtual()
                    .name("stream-" + stream.run().value())
                    .unstarted(() -> pull(stream, demand, stalled, sink));
            sink.onRequest(demand::add);
            sink.onDispose(() -> {
                stream.stop();
                puller.interrupt();
            });
            puller.start();
        });
    }

    private static void pull(RunStream stream, Demand demand, Duration stalled, FluxSink<Frame> sink) {
        Throwable failure = null;
        try {
            while (!sink.isCancelled()) {
                if (!demand.take(stalled)) {
                    failure = new ReaderStalled();
                    break;
                }
                Frame frame = stream.next();
                if (frame == null) {
                    break;
                }
                sink.next(frame);
            }
        } catch (InterruptedException cancelled) {
            log.trace("The client of a stream of run {} is gone.", stream.run());
        } catch (RuntimeException unforeseen) {
            if (!sink.isCancelled()) {
                log.error("Expected to go on with a stream of run {}, but could not.", stream.run(), unforeseen);
            }
            failure = unforeseen;
        } finally {
            stream.close();
        }
        if (failure == null) {
            sink.complete();
        } else if (!sink.isCancelled()) {
            sink.error(failure);
        }
    }

    /** How many frames are asked for. */
    private static final class Demand {

        private final Semaphore permits = new Semaphore(0);
        private final AtomicBoolean unbounded = new AtomicBoolean();

        void add(long count) {
            if (count >= MANY || permits.availablePermits() >= MANY) {
                unbounded.set(true);
                permits.release();
            } else {
                permits.release((int) count);
            }
        }

        boolean take(Duration patience) throws InterruptedException {
            return unbounded.get() || permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
