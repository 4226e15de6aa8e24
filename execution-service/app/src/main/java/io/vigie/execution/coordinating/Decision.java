package io.vigie.execution.coordinating;

import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage.Order;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;

/** What follows from an input, in this order. */
public sealed interface Decision {

    /** The event is part of the run's history. */
    record Happened(RunEvent event) implements Decision {}

    /** The slice goes to the workers' queue. */
    record Dispatched(SliceDispatched slice) implements Decision {}

    /** The worker that holds the slice is given more of it. */
    record Extended(SliceExtended extension) implements Decision {}

    /** Every worker is told, though it may be meant for one. */
    record Ordered(Order order) implements Decision {}

    /** The run's environment is asked for a permit, or gets one back. */
    record PermitRequested(PermitMessage request) implements Decision {}

    /** The run's header from now on; at most once among the decisions of an input. */
    record RunBecomes(RunState state) implements Decision {}

    record TestBecomes(TestEntry test) implements Decision {}

    /** The test has its verdict: its entry goes. */
    record TestForgotten(int turn) implements Decision {}

    /** Every entry of the run's tests goes, whatever came of them. */
    record TestsForgotten() implements Decision {}

    record SliceBecomes(SliceEntry slice) implements Decision {}

    record SliceForgotten(long number) implements Decision {}

    /** The report comes too late, twice or from the wrong worker: it changes nothing. */
    record Fenced(Why why) implements Decision {

        public enum Why {
            RUN_ENDED,
            RUN_STOPPED,
            SLICE_NOT_HELD,
            OTHER_WORKER,
            OTHER_ATTEMPT,
            REPEATED
        }
    }

    /** The input makes no sense: it goes to the dead letters. @param cause what was expected and what was found */
    record Refused(String cause) implements Decision {}
}
