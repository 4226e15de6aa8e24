package io.vigie.launcher.supervision;

import java.net.InetAddress;
import java.net.ServerSocket;

/** The smallest program that serves: it listens on the port that is its argument. With "dies" as its argument it ends with code 7. */
final class ToyServer {

    private ToyServer() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("dies")) {
            System.out.println("No reason to live.");
            System.exit(7);
        }
        try (ServerSocket socket =
                new ServerSocket(Integer.parseInt(arguments[0]), 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                socket.accept().close();
            }
        }
    }
}
