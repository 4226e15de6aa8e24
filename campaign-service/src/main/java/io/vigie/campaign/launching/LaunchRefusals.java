package io.vigie.campaign.launching;

import io.vigie.contracts.RunId;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;

/** The sentences with which this room says no to what concerns a run that was launched. */
final class LaunchRefusals {

    private static final Text A_RUN_UNDER_WAY = Text.of("un rapport en cours", "a report under way");

    private LaunchRefusals() {}

    static Refusal unknownCampaign() {
        return Refusal.notFound("Campagne non trouvée", "Campaign not found").named("campaign-unknown");
    }

    static Refusal unknownTest() {
        return Refusal.notFound("Test non trouvé", "Test not found").named("test-unknown");
    }

    static Refusal unknownReport(String run) {
        return Refusal.notFound("Rapport non trouvé", "Report not found")
                .at("rapport_id", Text.of("un rapport existant", "an existing report"), Fault.shown(run))
                .named("report-unknown");
    }

    static Refusal cancelledAlready(RunId run) {
        return Refusal.conflict(Text.of(
                        "L'annulation de ce rapport est déjà demandée",
                        "The cancellation of this report has been asked for already"))
                .at("rapport_id", A_RUN_UNDER_WAY, Fault.shown(run.value()))
                .named("cancel-requested-already");
    }

    static Refusal finishedAlready(RunId run) {
        return Refusal.conflict(Text.of("Ce rapport est déjà terminé", "This report is finished already"))
                .at("rapport_id", A_RUN_UNDER_WAY, Fault.shown(run.value()))
                .named("run-finished");
    }

    static Refusal held(RunId run, String reason) {
        return Refusal.conflict(Text.of(
                                "Ce rapport est retenu et ne peut pas être supprimé : %s",
                                "This report is held and cannot be removed: %s")
                        .with(Fault.shown(reason)))
                .at(
                        "rapport_id",
                        Text.of("un rapport que personne ne retient", "a report that nobody holds"),
                        Fault.shown(run.value()))
                .named("report-held");
    }

    static Refusal notExpired(RunId run) {
        return Refusal.conflict(Text.of(
                        "Ce rapport n'est pas plus ancien que sa durée de conservation",
                        "This report is not older than it is to be kept"))
                .at("rapport_id", Text.of("un rapport périmé", "an expired report"), Fault.shown(run.value()))
                .named("report-not-expired");
    }
}
