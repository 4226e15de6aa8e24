/** What an installation is given to do while it is put to the proof: campaigns of mixed tests, and the system that they test. */
@NullMarked
package io.vigie.testclient.workload;

import org.jspecify.annotations.NullMarked;
