// What a browser says of a load and of its work: paints, shifts, long tasks, and what came over the wire.
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';

/** A slow phone on a slow network, as Lighthouse slows them when it does not reckon but wait. */
const SLOW_CPU = 4;
const SLOW_NETWORK = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1_474.56 * 1024) / 8,
  uploadThroughput: (675 * 1024) / 8,
};

export interface LoadFigures {
  fcpMs: number;
  lcpMs: number;
  cls: number;
  /** What long tasks take beyond 50 ms, from the first paint on. */
  blockingMs: number;
  longestTaskMs: number;
  /** What the page's main thread worked in all, in its own processor time: hardly moved by what else the machine does. */
  workMs: number;
  /** As they came over the wire. */
  scriptBytes: number;
  allBytes: number;
}

interface Seen {
  fcp: number;
  lcp: number;
  cls: number;
  tasks: { at: number; ms: number }[];
}

/** Notes what the browser tells, from before the page begins. */
export async function watch(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const seen: Seen = { fcp: 0, lcp: 0, cls: 0, tasks: [] };
    Object.assign(globalThis, { kithSeen: seen });
    const on = (type: string, hear: (entry: PerformanceEntry) => void): void => {
      new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true });
    };
    on('paint', (entry) => {
      if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime;
    });
    on('largest-contentful-paint', (entry) => {
      seen.lcp = entry.startTime;
    });
    on('layout-shift', (entry) => {
      const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!shift.hadRecentInput) seen.cls += shift.value;
    });
    on('longtask', ({ startTime, duration }) => seen.tasks.push({ at: startTime, ms: duration }));
  });
}

const seenBy = (page: Page): Promise<Seen> =>
  page.evaluate(() => (globalThis as unknown as { kithSeen: Seen }).kithSeen);

async function slowDown(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', SLOW_NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOW_CPU });
  return devtools;
}

/** The layout shifts so far, added up. */
export async function shiftsOf(page: Page): Promise<number> {
  return (await seenBy(page)).cls;
}

/** Loads an address on a slow phone, until `ready` and five quiet seconds. */
export async function measureLoad(page: Page, url: string, ready: () => Promise<void>): Promise<LoadFigures> {
  const devtools = await slowDown(page);
  const kinds = new Map<string, string>();
  let scriptBytes = 0;
  let allBytes = 0;
  devtools.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    allBytes += encodedDataLength;
    if (kinds.get(requestId) === 'Script') scriptBytes += encodedDataLength;
  });
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(url);
  await ready();
  await page.waitForTimeout(5_000);
  const { fcp, lcp, cls, tasks } = await seenBy(page);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const work = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  const blocking = tasks.filter(({ at }) => at >= fcp).map(({ ms }) => Math.max(0, ms - 50));
  return {
    fcpMs: Math.round(fcp),
    lcpMs: Math.round(lcp),
    cls: Math.round(cls * 1_000) / 1_000,
    blockingMs: Math.round(blocking.reduce((sum, ms) => sum + ms, 0)),
    longestTaskMs: Math.round(Math.max(0, ...tasks.map(({ ms }) => ms))),
    workMs: Math.round(work * 1_000),
    scriptBytes,
    allBytes,
  };
}

/** What a task of a slow phone takes longer than here. */
export const SLOWER = SLOW_CPU;

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** The thread's own processor time, in microseconds. */
  tdur?: number;
  args?: { name?: string };
}

/**
 * The tasks of the pages' main threads while `work` is done, in milliseconds of their own processor time, the longest
 * first: what else the machine does is not in them, which no figure of the clock can say.
 */
export async function ownTasksDuring(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const isMain = ({ name, args }: TraceEvent): boolean => name === 'thread_name' && args?.name === 'CrRendererMain';
  const mains = new Set(traceEvents.filter(isMain).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && mains.has(threadOf(event)));
  return tasks.map(({ tdur }) => (tdur ?? 0) / 1_000).toSorted((a, b) => b - a);
}
