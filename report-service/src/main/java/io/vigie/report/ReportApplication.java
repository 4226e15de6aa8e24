package io.vigie.report;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The report-service. Everything it needs comes from environment variables, listed in {@code application.yaml}. */
@SpringBootApplication
public class ReportApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ReportApplication.class, arguments);
    }
}
