package io.vigie.action;

/**
 * One thing that is wrong with a step's parameters.
 *
 * @param path where: {@code actions[0].value.timeout}
 * @param expected what belongs there: {@code a number between 0 and 300}
 * @param found what is there: {@code "abc"}, or {@code nothing}
 */
public record StepProblem(String path, String expected, String found) {

    /** The whole sentence. */
    public String message() {
        return "Expected \"" + path + "\" to be " + expected + ", but found " + found + ".";
    }
}
