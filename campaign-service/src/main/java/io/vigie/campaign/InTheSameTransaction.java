package io.vigie.campaign;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.axonframework.config.ProcessingGroup;

/**
 * Marks a projection that handles events in the transaction of the command which decided them: its rows are there when the command returns,
 * and a row that cannot be written refuses the command.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ProcessingGroup(InTheSameTransaction.GROUP)
public @interface InTheSameTransaction {

    /** The processing group of all such projections. */
    String GROUP = "lists";
}
