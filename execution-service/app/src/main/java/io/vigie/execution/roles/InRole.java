package io.vigie.execution.roles;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Beans that are there only in a process that has the role. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(InRole.HasRole.class)
public @interface InRole {

    Role value();

    /** Reads {@code vigie.roles}. */
    final class HasRole implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Map<String, Object> attributes = metadata.getAnnotationAttributes(InRole.class.getName());
            return attributes != null
                    && attributes.get("value") instanceof Role role
                    && Role.parse(context.getEnvironment().getProperty(Role.SETTING, Role.USUAL))
                            .contains(role);
        }
    }
}
