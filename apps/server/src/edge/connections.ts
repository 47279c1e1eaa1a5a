import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Closes, when the server closes, every connection without a request in flight, and the others after their answer. Node leaves
 * alone those that never sent anything, which browsers open in advance: one of them would hold the end up for a minute.
 */
export function closeConnectionsAtEnd(app: FastifyInstance): void {
  const inFlight = new Map<Socket, number>();
  let closing = false;
  const change = (socket: Socket, by: number): void => {
    const count = (inFlight.get(socket) ?? 0) + by;
    if (!socket.destroyed) inFlight.set(socket, count);
    if (closing && count === 0) socket.destroySoon();
  };
  app.server.on('connection', (socket: Socket) => {
    inFlight.set(socket, 0);
    socket.on('close', () => inFlight.delete(socket));
  });
  app.server.on('request', (request, response) => {
    change(request.socket, 1);
    response.on('close', () => change(request.socket, -1));
  });
  app.addHook('preClose', async () => {
    closing = true;
    for (const [socket, count] of inFlight) if (count === 0) socket.destroy();
  });
}
