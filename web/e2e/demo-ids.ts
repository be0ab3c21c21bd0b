// The ids of Ruth's pact in the demo, of her partner in it, and of the team's conversation, for addresses of pages.
import { guest, TEAM } from './people';

export interface DemoIds {
  /** A path with `PACT`, `ALAN` and `TALK` replaced. */
  fill(path: string): string;
}

export async function demoIds(url: string): Promise<DemoIds> {
  const ruth = await guest(url, 'ruth');
  const { pacts } = (await ruth.call('GET', '/pacts')) as { pacts: { id: string; creatorUserId: string }[] };
  const { forums } = (await ruth.call('GET', '/forums')) as { forums: { id: string; name: string }[] };
  ruth.leave();
  const ids: Record<string, string | undefined> = {
    PACT: pacts[0]?.id,
    ALAN: pacts[0]?.creatorUserId,
    TALK: forums.find(({ name }) => name === TEAM)?.id,
  };
  return { fill: (path) => path.replace(/PACT|ALAN|TALK/, (name) => ids[name] ?? name) };
}
