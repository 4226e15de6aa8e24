package io.vigie.verifier;

/** The input cannot be judged at all: no verdict on a history follows from it. The message is a sentence for a person. */
public final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    public Unusable(String sentence) {
        super(sentence);
    }

    public Unusable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
