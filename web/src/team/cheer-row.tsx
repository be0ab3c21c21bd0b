// The row that cheers the team: the heart at hand, the other cheers one step away, and who cheered last.
import { useEffect, useState } from 'react';
import { sentenceOf } from '../api/call';
import { announcer } from '../design/announcer';
import { Icon } from '../design/icon';
import { useLive, useLiveStatus } from '../live/live-context';
import type { CheerIcon } from '@kith/client';
import { burstSentence } from './cheer-burst';
import { CheerList } from './cheer-list';
import { useDesk } from './desk-context';
import { useBurst } from './use-cheers';

/** How long the button says that the cheer has gone out. */
const SAID_MS = 2_000;

export function CheerRow() {
  const { team, me } = useDesk();
  const connection = useLive();
  const isLive = useLiveStatus() === 'live';
  const burst = useBurst(team.id);
  const [problem, setProblem] = useState('');
  const [cheeredAt, setCheeredAt] = useState(0);
  const sentence = burst ? burstSentence(burst, me.id) : '';
  useEffect(() => announcer.say('cheers', sentence), [sentence]);
  useEffect(() => {
    if (cheeredAt === 0) return undefined;
    const timer = setTimeout(() => setCheeredAt(0), SAID_MS);
    return () => clearTimeout(timer);
  }, [cheeredAt]);

  const cheer = async (icon: CheerIcon): Promise<void> => {
    setProblem('');
    try {
      await connection.ask({ type: 'SEND_CHEER', icon, teamId: team.id });
      setCheeredAt(Date.now());
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };

  const isCheered = cheeredAt > 0;
  return (
    <div className="grid gap-2 border-t border-hairline pt-3">
      <div className="flex items-center justify-between gap-x-3 gap-y-2 @max-[24rem]:grid @max-[24rem]:grid-cols-1">
        <p id="cheer-says" className="min-w-0 leading-snug" data-testid="cheers">
          {isLive ? sentence || 'Cheer everybody who is here.' : 'Cheers rest until Kith is connected again.'}
        </p>
        <div className="flex flex-none gap-2 @max-[24rem]:*:first:flex-1">
          <button
            type="button"
            className={`btn min-w-32 @max-[24rem]:min-w-0 ${isCheered ? 'border-gold! bg-gold-wash! text-gold!' : ''}`}
            aria-disabled={!isLive}
            aria-describedby={isLive ? undefined : 'cheer-says'}
            onClick={() => isLive && void cheer('heart')}
          >
            <Icon name="heart" isSolid={isCheered} />
            {isCheered ? 'Cheered' : 'Cheer'}
          </button>
          <CheerList isResting={!isLive} onCheer={(icon) => void cheer(icon)} />
        </div>
      </div>
      <p role="alert" className="text-danger empty:hidden">
        {problem}
      </p>
    </div>
  );
}
