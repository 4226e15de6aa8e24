package io.vigie.campaign.files;

import io.vigie.campaign.files.FilesEvent.FileAdded;
import io.vigie.campaign.files.FilesEvent.FileRemoved;
import io.vigie.contracts.definition.Definition.CampaignFile;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of a campaign as their events made them. Immutable; the aggregate and the way out to Kafka fold it alike.
 *
 * @param version 0 before the first file
 */
public record FilesState(long version, SortedMap<String, CampaignFile> files) {

    public static final FilesState NONE = new FilesState(0, new TreeMap<>());

    public FilesState evolve(FilesEvent event) {
        SortedMap<String, CampaignFile> next = new TreeMap<>(files);
        switch (event) {
            case FileAdded added ->
                next.put(added.name(), new CampaignFile(added.name(), added.size(), added.sha256()));
            case FileRemoved removed -> next.remove(removed.name());
        }
        return new FilesState(event.version(), next);
    }

    long bytesWithout(String name) {
        return files.values().stream()
                .filter(file -> !file.name().equals(name))
                .mapToLong(CampaignFile::size)
                .sum();
    }
}
