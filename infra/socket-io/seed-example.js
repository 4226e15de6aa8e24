const socket = io();

socket.on('connect', () => {
  socket.emit('join_rapport', { rapport_id: rapportId });
});

socket.on('test_completed', (data) => {
  console.log(`Test ${data.test_id}: ${data.status}`);
  console.log('Logs:', data.logs);
});

socket.on('campain_completed', (data) => {
  console.log(`Campagne terminée: ${data.status}`);
});
