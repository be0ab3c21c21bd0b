// The line under the team's name: who is here, with a green dot whose gold ring beats three times at a change.
import { useEffect } from 'react';
import { announcer } from '../design/announcer';
import { useLiveStatus } from '../live/live-context';
import { useDesk, useRoom } from './desk-context';
import { presenceSentence, sentenceText } from './presence-sentence';
import { usePolledPresence } from './use-polling';

export function PresenceLine() {
  const { team, me } = useDesk();
  const status = useLiveStatus();
  const told = useRoom((room) => room.presence);
  const polled = usePolledPresence();
  const isLive = status === 'live';
  const presence = isLive ? told : polled;

  if (!presence) return <RestingLine text={status === 'connecting' || isLive ? 'Connecting…' : 'Reconnecting…'} />;
  const parts = presenceSentence(presence, { userName: me.userName, role: team.role, isCounted: isLive });
  const sentence = sentenceText(parts);
  return (
    <p
      className="flex items-center gap-3 py-1 pl-1.5 leading-snug @max-[24rem]:text-[calc(17rem/18)]"
      data-testid="presence"
    >
      {/* A new key starts the three beats again. */}
      <span key={sentence} className="dot dot-ringed dot-pinging" aria-hidden="true" />
      <span className="min-w-0">
        {parts.map((part) => (part.isName ? <strong key={part.text}>{part.text}</strong> : part.text))}
      </span>
      <Announced sentence={sentence} />
    </p>
  );
}

function RestingLine({ text }: { text: string }) {
  return (
    <p
      className="flex items-center gap-3 py-1 pl-1.5 leading-snug @max-[24rem]:text-[calc(17rem/18)]"
      data-testid="presence"
    >
      <span className="dot dot-away" aria-hidden="true" />
      {text}
      <Announced sentence={text === 'Connecting…' ? '' : text} />
    </p>
  );
}

/** The line itself is not read out at each change: the announcer says it at most once in ten seconds. */
function Announced({ sentence }: { sentence: string }) {
  useEffect(() => announcer.say('presence', sentence), [sentence]);
  return null;
}
