package io.vigie.service.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a controller's method, where its signature does not tell: how it answers when all is well. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Answers {

    /** The statuses, all with the same body. */
    int[] statuses() default {};

    /** The media types of a body that is written as a stream or is a text. */
    String[] media() default {};

    /** The generic envelope's content, when it is one of several. */
    Class<?>[] eitherOf() default {};

    /** What clients call the operation; else the method's and the controller's names make it. */
    String called() default "";
}
