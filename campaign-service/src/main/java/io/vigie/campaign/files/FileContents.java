package io.vigie.campaign.files;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.core.io.InputStreamSource;
import org.springframework.stereotype.Component;

/**
 * The contents of campaigns' files in the storage, each under its digest, so that a run reads what its launch froze whatever is replaced or
 * removed later. Nothing is ever held in memory.
 */
@Component
class FileContents {

    private final FileStorage storage;
    private final UnneededContents unneeded;

    FileContents(FileStorage storage, UnneededContents unneeded) {
        this.storage = storage;
        this.unneeded = unneeded;
    }

    /**
     * Keeps a content, durably when this returns, for as long as {@link UnneededContents} lets it. It is read twice: its digest must be known
     * before its place is.
     *
     * @param content on disk, readable again and again
     * @throws io.vigie.service.refusal.Refusal 413 when it is too large
     */
    CampaignFile keep(CampaignId campaign, String name, InputStreamSource content) throws IOException {
        CampaignFile file = measured(name, content);
        String key = file.storageKey(campaign);
        unneeded.noteBeforeItIsKept(campaign, file.sha256());
        if (isKept(key)) {
            return file;
        }
        try (InputStream again = content.getInputStream()) {
            FileStorage.Stored stored = storage.put(key, again, FileLimits.FILE_BYTES);
            if (!stored.sha256().equals(file.sha256())) {
                throw new IOException("Expected to store what was measured, but its digest differs.");
            }
        } catch (FileStorage.TooLarge tooLarge) {
            throw FilesPolicy.tooLarge();
        }
        return file;
    }

    /** The caller closes it. */
    Optional<FileStorage.Content> read(CampaignId campaign, CampaignFile file) throws IOException {
        return storage.get(file.storageKey(campaign));
    }

    private boolean isKept(String key) throws IOException {
        Optional<FileStorage.Content> present = storage.get(key);
        if (present.isPresent()) {
            present.get().close();
        }
        return present.isPresent();
    }

    private static CampaignFile measured(String name, InputStreamSource content) throws IOException {
        try (InputStream stream = content.getInputStream();
                DigestInputStream digesting = new DigestInputStream(stream, MessageDigest.getInstance("SHA-256"))) {
            long size = digesting.transferTo(java.io.OutputStream.nullOutputStream());
            if (size > FileLimits.FILE_BYTES) {
                throw FilesPolicy.tooLarge();
            }
            String sha256 =
                    HexFormat.of().formatHex(digesting.getMessageDigest().digest());
            return new CampaignFile(name, size, sha256);
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException("Expected every Java platform to know SHA-256.", unreachable);
        }
    }
}
