// A front before a real server, as many stand before theirs, that can pretend that a newer build was put in place: the
// scripts have other names, and with them the page and the worker are others.
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface NewBuild {
  /** `http://ADDR:PORT` of the front. */
  readonly url: string;
  deploy(): void;
  withdraw(): void;
  stop(): Promise<void>;
}

const SCRIPT = /\b[\w-]+-[\w-]{8}\.js\b/g;
const NEWER = '.newer.js';

export async function offerNewBuild(server: string): Promise<NewBuild> {
  let isDeployed = false;
  const front = createServer((asked, answer) => {
    const path = (asked.url ?? '/').replace(NEWER, '.js');
    const isChanged = isDeployed && (path.endsWith('.js') || !path.includes('.')) && !path.startsWith('/api');
    const headers = { ...asked.headers };
    if (isDeployed) delete headers['if-none-match'];
    const onward = request(`${server}${path}`, { method: asked.method, headers }, (response) => {
      if (!isChanged) {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const whole = Buffer.concat(parts);
        const isPacked = response.headers['content-encoding'] === 'gzip';
        const text = (isPacked ? gunzipSync(whole) : whole).toString();
        const { 'content-type': type, 'cache-control': cache, 'content-security-policy': policy } = response.headers;
        answer.writeHead(200, {
          'Content-Type': type ?? '',
          'Cache-Control': cache ?? '',
          'Content-Security-Policy': policy ?? '',
        });
        answer.end(
          text.replace(SCRIPT, (name) => name.replace('.js', NEWER)).replace(/version:`\w+`/g, 'version:`newer`'),
        );
      });
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    deploy: () => void (isDeployed = true),
    withdraw: () => void (isDeployed = false),
    stop: () => close(front),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
