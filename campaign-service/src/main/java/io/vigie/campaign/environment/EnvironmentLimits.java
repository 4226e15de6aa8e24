package io.vigie.campaign.environment;

/** How large things may be: an environment with all its variables travels in one message. */
final class EnvironmentLimits {

    static final int KEY_LENGTH = 100;
    static final int ENVIRONMENT_NAME_LENGTH = 50;
    static final int VALUE_LENGTH = 50_000;
    static final int DESCRIPTION_LENGTH = 1_000;
    static final int VARIABLES = 500;
    static final int ROOT_VARIABLES = 2_000;

    /** Of all keys and values of one environment, sealed ones as sealed, in UTF-8 bytes. */
    static final int ENVIRONMENT_BYTES = 300 * 1024;

    /** The greatest limit of tests at one time that an environment may have. */
    static final int MAX_PARALLEL = 10_000;

    private EnvironmentLimits() {}
}
