package io.vigie.campaign.catalogue;

import io.vigie.campaign.asking.AskedFields;
import org.springframework.stereotype.Component;

/** Reads tests that are not stored, by the rules for those that are. */
@Component
public class TestReader {

    private final ActionCatalogue actions;

    TestReader(ActionCatalogue actions) {
        this.actions = actions;
    }

    /** @throws io.vigie.service.refusal.Refusal 400 with every place that is wrong */
    public TestContent read(AskedFields asked) {
        return TestContents.read(asked, null, actions);
    }
}
