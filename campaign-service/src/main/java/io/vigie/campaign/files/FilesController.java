package io.vigie.campaign.files;

import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.files.FilesCommand.AddFile;
import io.vigie.campaign.files.FilesCommand.RemoveFile;
import io.vigie.campaign.files.FilesRows.FileRow;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.refusal.Refusal;
import io.vigie.storage.FileStorage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * {@code /api/campains/:id/files}. A file is given back as an attachment of no type under a policy that lets nothing of it run: whoever
 * uploads a page does not get to act as who opens it.
 */
@RestController
@RequestMapping("/api/campains/{campaign}/files")
class FilesController {

    private static final Logger log = LoggerFactory.getLogger(FilesController.class);

    private final Commands commands;
    private final LaunchableCampaigns campaigns;
    private final FilesRows rows;
    private final FileContents contents;

    FilesController(Commands commands, LaunchableCampaigns campaigns, FilesRows rows, FileContents contents) {
        this.commands = commands;
        this.campaigns = campaigns;
        this.rows = rows;
        this.contents = contents;
    }

    /** @param size in KB, with two decimals */
    record Shown(String name, double size, String modified) {

        static Shown of(FileRow row) {
            double kilobytes = Math.round(row.file().size() * 100 / 1024.0) / 100.0;
            return new Shown(row.file().name(), kilobytes, row.modifiedAt().toString());
        }
    }

    record Files(List<Shown> files) {}

    record Uploaded(String message, Shown file) {}

    record Done(String message) {}

    /** @param customName when it shall have another name than the file has */
    record Upload(MultipartFile file, @Nullable String customName) {}

    @GetMapping
    Files list(@PathVariable String campaign) {
        return new Files(rows.files(known(campaign)).stream().map(Shown::of).toList());
    }

    /** Multipart: {@code file}, and {@code customName} when it shall have another name than the file has. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Uploaded upload(
            @PathVariable String campaign,
            @BodyOf(value = Upload.class, media = "multipart/form-data") HttpServletRequest request,
            Asker asker,
            Locale locale) {
        CampaignId id = known(campaign);
        if (!(request instanceof MultipartHttpServletRequest form)) {
            throw FilesPolicy.noFile();
        }
        MultipartFile part = part(form);
        String sent = Objects.requireNonNullElse(part.getOriginalFilename(), "");
        String custom = form.getParameter("customName");
        boolean customNamed = custom != null && !custom.isBlank();
        String name =
                FileName.read(customNamed ? "customName" : "file", customNamed ? custom : FileName.lastSegment(sent));
        FilesPolicy.check(rows.state(id), name, part.getSize());
        CampaignFile file = keep(id, name, part);
        commands.send(asker, new AddFile(ProjectId.COMMON, id, file));
        return new Uploaded(
                Text.of("Fichier uploadé avec succès", "File uploaded").in(locale),
                Shown.of(rows.file(id, name).orElseThrow(FilesPolicy::unknownFile)));
    }

    private CampaignFile keep(CampaignId campaign, String name, MultipartFile part) {
        try {
            return contents.keep(campaign, name, part);
        } catch (IOException away) {
            log.warn("Expected to keep a file, but the storage does not take it.", away);
            throw FilesPolicy.storageAway();
        }
    }

    private FileStorage.Content open(CampaignId campaign, CampaignFile file) {
        try {
            return contents.read(campaign, file).orElseThrow(FilesPolicy::unknownFile);
        } catch (IOException away) {
            log.warn("Expected to read a file, but the storage does not answer.", away);
            throw FilesPolicy.storageAway();
        }
    }

    private static MultipartFile part(MultipartHttpServletRequest form) {
        MultipartFile part;
        try {
            part = form.getFile("file");
        } catch (MaxUploadSizeExceededException tooLarge) {
            throw FilesPolicy.tooLarge();
        } catch (MultipartException unreadable) {
            throw Refusal.badRequest("Formulaire illisible", "Unreadable form").named("form-unreadable");
        }
        if (part == null) {
            throw FilesPolicy.noFile();
        }
        return part;
    }

    @GetMapping("/{name}")
    @Answers(called = "downloadFile", media = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    void download(@PathVariable String campaign, @PathVariable String name, HttpServletResponse response)
            throws IOException {
        CampaignId id = known(campaign);
        CampaignFile file =
                rows.file(id, FileName.read("name", name)).map(FileRow::file).orElseThrow(FilesPolicy::unknownFile);
        try (FileStorage.Content content = open(id, file)) {
            response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
            response.setContentLengthLong(content.size());
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment()
                            .filename(file.name(), StandardCharsets.UTF_8)
                            .build()
                            .toString());
            content.stream().transferTo(response.getOutputStream());
        }
    }

    /** The content stays in the storage for as long as a run may need it. */
    @DeleteMapping("/{name}")
    Done delete(@PathVariable String campaign, @PathVariable String name, Asker asker, Locale locale) {
        commands.send(asker, new RemoveFile(ProjectId.COMMON, known(campaign), FileName.read("name", name)));
        return new Done(Text.of("Fichier supprimé avec succès", "File deleted").in(locale));
    }

    private CampaignId known(String campaign) {
        CampaignId id = CampaignId.of(AskedIds.wellFormed("campain_id", campaign));
        if (campaigns.nameOf(ProjectId.COMMON, id).isEmpty()) {
            throw FilesPolicy.unknownCampaign();
        }
        return id;
    }
}
