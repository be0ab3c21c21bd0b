// The server of the gallery: it answers with what each scene laid ready, so that every state can be seen without one.
// Nothing of it is in the product or in its tests.
import type { ServerMessage } from '@kith/client';

export interface Script {
  /** Answers to GETs by path below `/api/v1`, without the query. A function may refuse or never answer. */
  answers?: Record<string, Answer>;
  /** What the socket says to who joins the team; without it, it cannot be had. */
  joined?: readonly ServerMessage[];
}

type Answer = object | (() => Promise<Response>);

const scripts = new Map<string, Script>();

/** Lays a script ready for one team, which no other scene may have. */
export function lay(teamId: string, script: Script): void {
  scripts.set(teamId, script);
}

export const never = (): Promise<Response> => new Promise(() => undefined);

export const refused = (message: string, status = 403): (() => Promise<Response>) => {
  const body = { code: 'FORBIDDEN', message, temporary: false };
  return () => Promise.resolve(Response.json(body, { status }));
};

/** How many answers and words of the socket are on their way, for who waits until a state stands. */
declare global {
  var galleryPending: number;
}
globalThis.galleryPending = 0;

/** Counts something until the page has had a turn to show it. */
function count<T>(answer: Promise<T>): Promise<T> {
  globalThis.galleryPending += 1;
  return answer.finally(() => setTimeout(() => (globalThis.galleryPending -= 1)));
}

/** Takes the place of network and socket in this window. */
export function startScriptedServer(): void {
  globalThis.fetch = (asked) => {
    const { pathname } = new URL(asked instanceof Request ? asked.url : asked, location.href);
    const path = pathname.replace('/api/v1', '');
    for (const { answers } of scripts.values()) {
      const answer = answers?.[path];
      if (answer === never) return never();
      if (answer) return count(typeof answer === 'function' ? answer() : Promise.resolve(Response.json(answer)));
    }
    return never();
  };
  globalThis.WebSocket = ScriptedSocket as unknown as typeof WebSocket;
}

class ScriptedSocket extends EventTarget {
  static readonly OPEN = 1;
  readyState = 0;

  constructor() {
    super();
    void count(
      new Promise<void>((opened) => {
        setTimeout(() => {
          this.readyState = ScriptedSocket.OPEN;
          this.dispatchEvent(new Event('open'));
          opened();
        });
      }),
    );
  }

  send(text: string): void {
    const { type, ref, teamId } = JSON.parse(text) as { type: string; ref: number; teamId?: string };
    const joined = scripts.get(teamId ?? '')?.joined;
    if (type === 'JOIN_TEAM' && !joined) {
      // Gone without a goodbye, and with it the connection.
      this.readyState = 3;
      this.dispatchEvent(new CloseEvent('close', { code: 1006 }));
    } else if (type === 'JOIN_TEAM') {
      for (const message of joined ?? []) this.say('ref' in message ? { ...message, ref } : message);
    } else {
      this.say({ type: 'ACK', ref });
    }
  }

  close(): void {
    this.readyState = 3;
  }

  private say(message: object): void {
    void count(
      new Promise<void>((said) => {
        setTimeout(() => {
          this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
          said();
        });
      }),
    );
  }
}
