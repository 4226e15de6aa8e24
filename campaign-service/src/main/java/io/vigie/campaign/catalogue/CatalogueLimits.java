package io.vigie.campaign.catalogue;

/** How large things may be: far beyond any need, far below what a message may carry. */
final class CatalogueLimits {

    static final int NAME_LENGTH = 200;
    static final int DESCRIPTION_LENGTH = 5_000;
    static final int ACTIONS = 50;
    static final int VARIABLES = 200;
    static final int VARIABLE_NAME_LENGTH = 100;
    static final int VARIABLE_VALUE_LENGTH = 50_000;

    /** Of a whole definition as JSON; a message takes 512 KB. */
    static final int DEFINITION_BYTES = 400 * 1024;

    static final int AFFINITY_LENGTH = 100;
    static final int QUARANTINE_REASON_LENGTH = 1_000;

    /** Tests that one request may bring. */
    static final int TESTS_AT_ONCE = 500;

    /** Tests in one campaign. */
    static final int TESTS = 100_000;

    private CatalogueLimits() {}
}
