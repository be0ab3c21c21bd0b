// The long form of the recovery test, by hand: `npm run recovery`. It ends with one line of JSON, and fails when a
// message was not shown exactly once and in order, or a reconnect was not a recovery.
import { parseArgs } from 'node:util';
import { startKith } from '../scene/kith';
import { runCutting } from './cutting';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '500' },
    teams: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '120' },
    'cut-every-ms': { type: 'string', default: '5000' },
    'post-every-ms': { type: 'string', default: '500' },
    transport: { type: 'string', default: 'websocket' },
  },
});

/** The stock client's own way of coming back. */
const STOCK_PACE = { reconnectionDelay: 1_000, reconnectionDelayMax: 5_000, randomizationFactor: 0.5 };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

export async function run(): Promise<boolean> {
  const kith = await startKith();
  try {
    const outcome = await runCutting(
      kith,
      {
        clients: Number(values.clients),
        teams: Number(values.teams),
        devicesPerPerson: 5,
        cutEveryMs: Number(values['cut-every-ms']),
        lastsMs: Number(values.seconds) * 1_000,
        postEveryMs: Number(values['post-every-ms']),
        options: { ...STOCK_PACE, transports: [values.transport] },
      },
      say,
    );
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
    return (
      outcome.shownOnce === outcome.expected && outcome.outOfOrder === 0 && outcome.recovered === outcome.reconnects
    );
  } finally {
    await kith.stop();
  }
}
