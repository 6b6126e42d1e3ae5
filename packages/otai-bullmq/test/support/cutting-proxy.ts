import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** A way to a Redis that is cut when something goes by for the first time. */
export class CuttingProxy {
  cuts = 0;

  private constructor(private readonly server: Server) {}

  /** @param word - what it is cut at */
  static async open(target: number, word: string): Promise<CuttingProxy> {
    const server = createServer((client) => {
      const redis = connect(target, '127.0.0.1');
      for (const [one, other] of [
        [client, redis],
        [redis, client],
      ] as const)
        one.on('error', () => other.destroy()).on('close', () => other.destroy());
      redis.pipe(client);
      client.on('data', (data) => {
        const isCut = proxy.cuts === 0 && data.includes(word);
        if (!isCut) redis.write(data);
        else client.resetAndDestroy();
        if (isCut) proxy.cuts += 1;
      });
    });
    const proxy = new CuttingProxy(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
  }
}
