// A client of Socket.IO that is told what to do, line by line, and writes down, line by line, what it hears.
// In: {"emit":"join_rapport","data":{...}} (acknowledged), {"disconnect":true}. Out: {"event":...,"data":...}, {"ack":...}, {"connected":...}, ...
// VIGIE_URL and VIGIE_TOKEN say where and who; VIGIE_TRANSPORTS which transports (default: the client's own).
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { createRequire } = require('node:module');

const { io } = createRequire(join(process.env.VIGIE_SOCKETIO_HOME, 'node/'))('socket.io-client');
const { VIGIE_URL, VIGIE_TOKEN, VIGIE_TRANSPORTS } = process.env;
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const socket = io(VIGIE_URL, {
  auth: VIGIE_TOKEN ? { token: VIGIE_TOKEN } : {},
  ...(VIGIE_TRANSPORTS ? { transports: VIGIE_TRANSPORTS.split(',') } : {}),
});
socket.on('connect', () => {
  say({ connected: socket.io.engine.transport.name });
  socket.io.engine.once('upgrade', (transport) => say({ upgraded: transport.name }));
});
socket.on('connect_error', (error) => say({ refused: error.message, data: error.data ?? null }));
socket.on('disconnect', (reason) => say({ disconnected: reason }));
socket.onAny((event, ...args) => say({ event, data: args[0], more: args.length - 1 }));

createInterface({ input: process.stdin }).on('line', (line) => {
  const told = JSON.parse(line);
  if (told.disconnect) socket.disconnect();
  else socket.emit(told.emit, told.data, (answer) => say({ ack: told.emit, data: answer }));
}).on('close', () => {
  socket.disconnect();
  process.exit(0);
});
