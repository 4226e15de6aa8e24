package io.vigie.testsupport.spring;

import io.vigie.testsupport.RealServers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/** Found by Spring's test framework; adds the servers to the contexts of annotated classes and leaves all others alone. */
final class RealServersCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        Class<?> owner = RealServers.ownerOf(testClass);
        return owner == null ? null : new RealServersCustomizer(owner);
    }
}
