package io.vigie.campaign.files;

import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.files.FilesCommand.AddFile;
import io.vigie.campaign.files.FilesCommand.RemoveFile;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Takes the commands of this room, each in one transaction. */
@Component
class FilesCommands {

    private final Repository<FilesOfCampaign> files;
    private final LaunchableCampaigns campaigns;

    FilesCommands(Repository<FilesOfCampaign> files, LaunchableCampaigns campaigns) {
        this.files = files;
        this.campaigns = campaigns;
    }

    @CommandHandler
    void handle(AddFile command) throws Exception {
        if (campaigns.nameOf(command.projectId(), command.campaignId()).isEmpty()) {
            throw FilesPolicy.unknownCampaign();
        }
        files.loadOrCreate(FilesEvent.streamOf(command.campaignId()), () -> new FilesOfCampaign(command.campaignId()))
                .execute(present -> present.add(command.projectId(), command.campaignId(), command.file()));
    }

    @CommandHandler
    void handle(RemoveFile command) {
        try {
            files.load(FilesEvent.streamOf(command.campaignId()))
                    .execute(present -> present.remove(command.projectId(), command.campaignId(), command.name()));
        } catch (AggregateNotFoundException noFileYet) {
            throw FilesPolicy.unknownFile();
        }
    }
}
