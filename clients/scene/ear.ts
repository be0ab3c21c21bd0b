// What a client was told, in order, and waiting for what it is to be told. It knows no dialect.

/** How long something that must come may take. */
export const WITHIN_MS = 5_000;
/** How long something that must not come is waited for, after a sign that everything before it has come. */
export const QUIET_MS = 300;

/** A message of the server, in either dialect: its type without a prefix, and its fields. */
export interface Message {
  readonly type: string;
  readonly data: unknown;
}

/** Fields that a message must have, at any depth. */
export type Fields = Readonly<Record<string, unknown>>;

export class Ear {
  /** Everything since the start or the last [`forget`](Ear.forget). */
  messages: Message[] = [];
  private waiting = new Set<() => void>();

  hear(message: Message): void {
    this.messages.push(message);
    for (const check of this.waiting) check();
  }

  forget(): void {
    this.messages = [];
  }

  /** All messages of a type that have these fields. */
  all(type: string, fields: Fields = {}): Message[] {
    return this.messages.filter((message) => message.type === type && holds(message.data, fields));
  }

  /** The fields of the first message of a type that has these, now or as soon as it comes. */
  told(type: string, fields: Fields = {}, withinMs = WITHIN_MS): Promise<Fields> {
    const what = `${type} ${JSON.stringify(fields)}`;
    return this.when(() => this.all(type, fields)[0]?.data as Fields | undefined, what, withinMs);
  }

  /** So many messages of a type that have these fields. */
  toldTimes(count: number, type: string, fields: Fields = {}, withinMs = WITHIN_MS): Promise<Fields[]> {
    const find = (): Fields[] | undefined => {
      const found = this.all(type, fields);
      return found.length >= count ? found.map((message) => message.data as Fields) : undefined;
    };
    return this.when(find, `${count} times ${type} ${JSON.stringify(fields)}`, withinMs);
  }

  /** What is found, now or after some message. */
  when<T>(find: () => T | undefined, what: string, withinMs = WITHIN_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiting.delete(check);
      };
      const check = (): void => {
        try {
          const found = find();
          if (found === undefined) return;
          done();
          resolve(found);
        } catch (error) {
          done();
          reject(error);
        }
      };
      const timer = setTimeout(() => {
        done();
        const heard = this.messages.map(({ type, data }) => `  ${type} ${JSON.stringify(data)}`.slice(0, 300));
        reject(new Error(`Not told within ${withinMs} ms: ${what}. Told was:\n${heard.join('\n')}`));
      }, withinMs);
      this.waiting.add(check);
      check();
    });
  }
}

/** Lets time pass in which nothing is to happen. */
export const quiet = (ms = QUIET_MS): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something is so. */
export async function eventually(isSo: () => boolean, what: string, withinMs = WITHIN_MS): Promise<void> {
  const until = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > until) throw new Error(`Not within ${withinMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function holds(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([name, field]) => holds((value as Fields)[name], field));
}
