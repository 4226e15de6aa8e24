// Runs seed-example.js as it stands: `io()` means our address and token, and the program ends with the run.
// VIGIE_URL, VIGIE_TOKEN, VIGIE_RAPPORT say where, who and what; VIGIE_TRANSPORTS which transports (default: the client's own).
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { runInNewContext } = require('node:vm');
const { createRequire } = require('node:module');

const { io } = createRequire(join(process.env.VIGIE_SOCKETIO_HOME, 'node/'))('socket.io-client');
const { VIGIE_URL, VIGIE_TOKEN, VIGIE_RAPPORT, VIGIE_TRANSPORTS } = process.env;

runInNewContext(readFileSync(join(__dirname, 'seed-example.js'), 'utf8'), {
  rapportId: VIGIE_RAPPORT,
  console,
  io: () => {
    const transports = VIGIE_TRANSPORTS ? { transports: VIGIE_TRANSPORTS.split(',') } : {};
    const socket = io(VIGIE_URL, { auth: { token: VIGIE_TOKEN }, ...transports });
    socket.on('snapshot', () => console.log('Joined'));
    socket.on('end', () => {
      console.log(`Transport: ${socket.io.engine.transport.name}`);
      socket.disconnect();
    });
    return socket;
  },
});
