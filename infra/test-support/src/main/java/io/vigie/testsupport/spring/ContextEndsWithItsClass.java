package io.vigie.testsupport.spring;

import io.vigie.testsupport.RealServers;
import org.springframework.core.Ordered;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Closes the context of an annotated class after it: its listeners would read what the next class writes. */
final class ContextEndsWithItsClass implements TestExecutionListener, Ordered {

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void afterTestClass(TestContext context) {
        Class<?> testClass = context.getTestClass();
        if (testClass.equals(RealServers.ownerOf(testClass))) {
            context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        }
    }
}
