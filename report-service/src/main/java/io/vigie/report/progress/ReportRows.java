package io.vigie.report.progress;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Reads reports whose launch is known. */
interface ReportRows extends Repository<ReportRow, UUID>, JpaSpecificationExecutor<ReportRow> {

    Optional<ReportRow> findByRunIdAndNameIsNotNull(UUID runId);

    Optional<ReportRow> findByRunIdAndKindAndNameIsNotNull(UUID runId, String kind);

    Optional<ReportRow> findFirstByKindAndOnlyTestAndNameIsNotNullOrderByLaunchedAtDesc(String kind, String onlyTest);
}
