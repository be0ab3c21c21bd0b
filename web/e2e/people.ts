// The people of the browser tests: some with a window of their own, some only with a socket, to fill the room.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { WebSocket } from 'ws';

export const PASSWORD = 'harbour-walk';
export const TEAM = 'Harbour Walkers';
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const STEP_MS = 10_000;

export const CHROMIUM = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A window that nobody has signed in to. What its page complains of is collected. */
export async function openWindow(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page & { complaints: string[] }> {
  const context = await browser.newContext({ viewport: DESK, ...options });
  // A step that does not come is told by name, before the whole test runs out of time.
  context.setDefaultTimeout(STEP_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return Object.assign(page, { complaints });
}

/** A window in which somebody of the demo has signed in and sees the team. */
export async function signIn(
  browser: Browser,
  url: string,
  who: string,
  options: BrowserContextOptions = {},
): Promise<Page & { complaints: string[] }> {
  const page = await openWindow(browser, url, options);
  await page.getByLabel('Email address').fill(`${who}@kith.example`);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('region', { name: 'Posts' }).getByRole('article').first().waitFor();
  return page;
}

/** Somebody without a window: signed in, in the room, and able to call. */
export interface Guest {
  userId: string;
  teamId: string;
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  say(message: Record<string, unknown>): void;
  leave(): void;
}

export async function guest(url: string, who: string): Promise<Guest> {
  const login = { email: `${who}@kith.example`, password: PASSWORD };
  let token = '';
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const signedIn = await call('POST', '/auth/login', login);
  token = String(signedIn['idToken']);
  const userId = (signedIn['user'] as { id: string }).id;
  const { teams } = (await call('GET', '/teams')) as { teams: { id: string }[] };
  const teamId = String(teams[0]?.id);

  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, ['kith.v1', `bearer.${token}`]);
  const say = (message: Record<string, unknown>): void => socket.send(JSON.stringify(message));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => say({ type: 'JOIN_TEAM', teamId }));
    socket.on('message', (frame) => String(frame).includes('JOINED_TEAM') && resolve());
    socket.on('error', reject);
  });
  return { userId, teamId, call, say, leave: () => socket.close() };
}
