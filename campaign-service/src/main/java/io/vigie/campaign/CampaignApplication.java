package io.vigie.campaign;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts campaign-service. */
@SpringBootApplication
public class CampaignApplication {

    public static void main(String[] arguments) {
        // Axon would tell a server of its makers what runs here, and advertise in the log: nothing leaves this machine
        // unasked.
        System.setProperty("axoniq.update-checker.disabled", "true");
        System.setProperty("disable-axoniq-console-message", "true");
        SpringApplication.run(CampaignApplication.class, arguments);
    }
}
