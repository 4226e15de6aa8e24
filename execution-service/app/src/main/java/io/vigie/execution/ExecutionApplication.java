package io.vigie.execution;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Runs campaigns: the coordinator, which decides and writes the history of every run, the workers of this process, and the signer of histories;
 * all of them, or what {@code VIGIE_ROLES} says.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ExecutionApplication {

    public static void main(String[] args) {
        SpringApplication.run(ExecutionApplication.class, args);
    }
}
