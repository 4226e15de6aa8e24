package io.vigie.campaign.asking;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import org.springframework.stereotype.Component;

/** Gives new identifiers: UUIDs of version 7 (RFC 9562), which sort by the instant of their making. Thread-safe. */
@Component
public class NewIds {

    private final TimeBasedEpochGenerator generator = Generators.timeBasedEpochGenerator();

    public String next() {
        return generator.generate().toString();
    }
}
