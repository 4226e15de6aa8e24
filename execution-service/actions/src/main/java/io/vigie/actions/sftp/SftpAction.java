package io.vigie.actions.sftp;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.actions.remote.RemoteStep;
import io.vigie.actions.ssh.SshDoor;
import io.vigie.actions.ssh.SshLogin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation on the files of another machine by SFTP (the file transfer subsystem of SSH). The connection is that of the action
 * {@code ssh}; operations, limits and verdicts are those of {@link RemoteStep}. A name that a server lists is never used as a local
 * one.
 */
public final class SftpAction implements Action {

    private static final String PREFIX = "sftp";

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            PREFIX,
            List.of("SFTPAction"),
            Localized.of("Fichiers SFTP", "SFTP files"),
            Localized.of(
                    "Envoie, télécharge, liste, renomme ou supprime un fichier d'une autre machine par SFTP. La clé du serveur est "
                            + "vérifiée ; les tailles sont limitées par l'exploitant (100 Mo par défaut).",
                    "Uploads, downloads, lists, renames or deletes a file of another machine by SFTP. The server's key is "
                            + "verified; sizes are limited by the operator (100 MB by default)."),
            parameters(),
            RemoteStep.outputs(PREFIX),
            null,
            List.of(
                    example(
                            Localized.of("Déposer un fichier", "Leave a file"),
                            Map.of(
                                    "operation",
                                    "upload",
                                    "remote_path",
                                    "orders.csv",
                                    "content",
                                    "id;total\n1;12.50\n")),
                    example(
                            Localized.of("Vérifier ce qu'un fichier contient", "Check what a file holds"),
                            Map.of(
                                    "operation",
                                    "download",
                                    "remote_path",
                                    "orders.csv",
                                    "local_path",
                                    "received/orders.csv",
                                    "local_directory",
                                    "work",
                                    "assertions",
                                    List.of(Map.of(
                                            "source", "content", "operator", "contains", "expected", "1;12.50")))),
                    example(
                            Localized.of("Le fichier est dans la liste", "The file is in the list"),
                            Map.of(
                                    "operation",
                                    "list",
                                    "remote_path",
                                    ".",
                                    "assertions",
                                    List.of(Map.of(
                                            "source", "list",
                                            "path", "$[*].name",
                                            "operator", "contains",
                                            "expected", "orders.csv"))))));

    private final SshDoor door = new SshDoor();

    private static List<ParameterDescription> parameters() {
        List<ParameterDescription> parameters = new ArrayList<>(SshLogin.parameters());
        parameters.addAll(RemoteStep.parameters());
        return parameters;
    }

    private static ActionExample example(Localized title, Map<String, ? extends @Nullable Object> operation) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("host", "{{ssh_host}}");
        value.put("port", "{{ssh_port}}");
        value.put("username", "{{ssh_user}}");
        value.put("password", "{{ssh_password}}");
        value.put("host_key", "{{ssh_host_key}}");
        value.putAll(operation);
        return new ActionExample(title, value);
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        SshLogin login = SshLogin.read(parameters, context);
        RemoteStep step = RemoteStep.read(PREFIX, context, parameters);
        return step.run(
                context,
                login.toString(),
                login.timeout(),
                failure -> SshDoor.fact(failure, login.port()),
                errand -> SftpFiles.open(door.open(context, login, errand)));
    }

    @Override
    public void close() {
        door.close();
    }
}
