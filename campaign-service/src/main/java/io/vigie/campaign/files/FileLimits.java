package io.vigie.campaign.files;

/** How large the files of a campaign may be. */
final class FileLimits {

    static final long FILE_BYTES = 100L * 1024 * 1024;
    static final long CAMPAIGN_BYTES = 1024L * 1024 * 1024;

    /** So many that their list, with names of the longest kind, still travels in one message. */
    static final int FILES = 500;

    static final int NAME_CHARACTERS = 200;

    /** What file systems take, in UTF-8. */
    static final int NAME_BYTES = 255;

    private FileLimits() {}
}
