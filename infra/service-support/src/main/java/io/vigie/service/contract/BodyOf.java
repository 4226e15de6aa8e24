package io.vigie.service.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the parameter that the body is read from, when its type does not tell: a record that has what clients may send. What is not {@code @Nullable} they
 * must send; what is, they may leave out.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BodyOf {

    /** The record of one body, or of several of which it is one. */
    Class<?>[] value();

    String media() default "application/json";
}
