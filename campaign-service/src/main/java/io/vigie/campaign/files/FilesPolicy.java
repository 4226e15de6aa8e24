package io.vigie.campaign.files;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;

/** What a campaign may hold, and the sentences with which this room says no. Pure. */
final class FilesPolicy {

    private FilesPolicy() {}

    /** @throws Refusal 413 when a file of this name and size would be too much */
    static void check(FilesState present, String name, long size) {
        int files = present.files().size() + (present.files().containsKey(name) ? 0 : 1);
        if (files > FileLimits.FILES) {
            throw full(
                    Text.of("%d fichiers au plus", "at most %d files").with(FileLimits.FILES),
                    Text.of("%d fichiers", "%d files").with(files));
        }
        long bytes = present.bytesWithout(name) + size;
        if (bytes > FileLimits.CAMPAIGN_BYTES) {
            throw full(
                    Text.of("%d octets au plus par campagne", "at most %d bytes per campaign")
                            .with(FileLimits.CAMPAIGN_BYTES),
                    Text.of("%d octets", "%d bytes").with(bytes));
        }
    }

    private static Refusal full(Text expected, Text found) {
        return Refusal.of(413, Text.of("La campagne a trop de fichiers", "The campaign has too many files"))
                .at("file", expected, found)
                .named("campaign-files-full");
    }

    static Refusal tooLarge() {
        return Refusal.of(
                        413,
                        Text.of("Fichier trop volumineux : %d Mo au plus", "File too large: at most %d MB")
                                .with(FileLimits.FILE_BYTES / (1024 * 1024)))
                .at(
                        "file",
                        Text.of("%d octets au plus", "at most %d bytes").with(FileLimits.FILE_BYTES),
                        Text.of("plus", "more"))
                .named("file-too-large");
    }

    static Refusal storageAway() {
        return Refusal.unavailable(Text.of(
                        "Les fichiers sont momentanément indisponibles. Veuillez réessayer.",
                        "Files are temporarily unavailable. Please try again."))
                .named("storage-unavailable");
    }

    static Refusal noFile() {
        return Refusal.badRequest("Aucun fichier fourni", "No file provided")
                .at("file", Text.of("un fichier", "a file"), Text.of("rien", "nothing"))
                .named("file-missing");
    }

    static Refusal unknownFile() {
        return Refusal.notFound("Fichier non trouvé", "File not found").named("file-unknown");
    }

    static Refusal unknownCampaign() {
        return Refusal.notFound("Campagne non trouvée", "Campaign not found").named("campaign-unknown");
    }
}
