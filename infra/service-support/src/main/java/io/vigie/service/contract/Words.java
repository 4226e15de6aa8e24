package io.vigie.service.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a text of an answer, of a body or of an address: the only words that it may be. On a list of texts: what each may be. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER})
public @interface Words {

    /** The words themselves; where {@link #of} is given, only those of it that are named here. */
    String[] value() default {};

    /** The vocabulary that they belong to, by the constants' {@code toString}. */
    Class<? extends Enum<?>>[] of() default {};
}
