// Echoes every connection, in Bun.
const server = Bun.listen({
  hostname: '127.0.0.1',
  port: 0,
  socket: {
    data(socket, data) {
      socket.write(data)
    },
  },
})
console.log(server.port)
process.stdin.resume().on('end', () => process.exit())
