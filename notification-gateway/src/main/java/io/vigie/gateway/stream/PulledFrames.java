package io.vigie.gateway.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The one seam between streams, which block, and Reactor: a virtual thread pulls for what is asked for, and hands it to the subscriber itself. Nothing
 * is queued between, so a connection that watches costs little more than its stream.
 */
final class PulledFrames {

    private static final Logger log = LoggerFactory.getLogger(PulledFrames.class);

    /**
     * How many frames go out in one bundle at most, and how many bytes, unless one frame alone has more. Netty takes up to 128 bundles before it
     * waits for a client to read, so that this bounds what a slow one holds.
     */
    private static final int BUNDLE_FRAMES = 64;

    private static final int BUNDLE_BYTES = 16 * 1024;

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
        return new Pulled<>(stream, stalled, RunStream::next);
    }

    /** The same frames in bundles: what is there at one moment, for wires that send it as one piece. */
    static Flux<List<Frame>> bundles(RunStream stream, Duration stalled) {
        return new Pulled<>(stream, stalled, PulledFrames::bundle);
    }

    private static @Nullable List<Frame> bundle(RunStream stream) throws InterruptedException {
        Frame first = stream.next();
        if (first == null) {
            return null;
        }
        List<Frame> bundle = new ArrayList<>();
        bundle.add(first);
        int bytes = first.json().length;
        while (bundle.size() < BUNDLE_FRAMES && bytes < BUNDLE_BYTES) {
            Frame more = stream.more();
            if (more == null) {
                break;
            }
            bundle.add(more);
            bytes += more.json().length;
        }
        return bundle;
    }

    /** Takes the next piece of a stream, and waits for it; null at the end. */
    private interface Pulling<T> {
        @Nullable
        T next(RunStream stream) throws InterruptedException;
    }

    private static final class Pulled<T> extends Flux<T> {

        private final RunStream stream;
        private final Duration stalled;
        private final Pulling<T> pulling;

        Pulled(RunStream stream, Duration stalled, Pulling<T> pulling) {
            this.stream = stream;
            this.stalled = stalled;
            this.pulling = pulling;
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> subscriber) {
            Puller<T> puller = new Puller<>(stream, stalled, pulling, subscriber);
            subscriber.onSubscribe(puller);
            puller.thread.start();
        }
    }

    /** One subscription, and the thread that works for it. */
    private static final class Puller<T> implements Subscription {

        private final RunStream stream;
        private final long stalledNanos;
        private final Pulling<T> pulling;
        private final CoreSubscriber<? super T> subscriber;
        private final Thread thread;
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean waiting;
        private volatile boolean cancelled;

        Puller(RunStream stream, Duration stalled, Pulling<T> pulling, CoreSubscriber<? super T> subscriber) {
            this.stream = stream;
            this.stalledNanos = stalled.toNanos();
            this.pulling = pulling;
            this.subscriber = subscriber;
            this.thread =
                    Thread.ofVirtual().name("stream-" + stream.run().value()).unstarted(this::pull);
        }

        @Override
        public void request(long count) {
            if (Operators.validate(count)) {
                demand.accumulateAndGet(count, Operators::addCap);
                if (waiting) {
                    LockSupport.unpark(thread);
                }
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            stream.stop();
            thread.interrupt();
        }

        private void pull() {
            Throwable failure = null;
            try {
                while (!cancelled) {
                    if (!isAsked()) {
                        failure = new ReaderStalled();
                        break;
                    }
                    T next = cancelled ? null : pulling.next(stream);
                    if (next == null) {
                        break;
                    }
                    if (demand.get() != Long.MAX_VALUE) {
                        demand.decrementAndGet();
                    }
                    subscriber.onNext(next);
                }
            } catch (InterruptedException gone) {
                log.trace("The client of a stream of run {} is gone.", stream.run());
            } catch (RuntimeException unforeseen) {
                if (!cancelled) {
                    log.error("Expected to go on with a stream of run {}, but could not.", stream.run(), unforeseen);
                }
                failure = unforeseen;
            } finally {
                stream.close();
            }
            if (cancelled) {
                return;
            }
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }

        /** Waits until something is asked for. @return false when that took too long */
        private boolean isAsked() throws InterruptedException {
            if (demand.get() > 0) {
                return true;
            }
            long deadline = System.nanoTime() + stalledNanos;
            waiting = true;
            try {
                while (demand.get() == 0 && !cancelled) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, Math.min(left, TimeUnit.SECONDS.toNanos(10)));
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
                return true;
            } finally {
                waiting = false;
            }
        }
    }
}
