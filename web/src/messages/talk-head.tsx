// The top of a conversation: the way back, with whom, and for a friend whether they are here.
import { useRef } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../design/avatar';
import { Icon } from '../design/icon';
import { useHeightVariable } from '../design/use-height-variable';
import { useNow } from '../design/use-now';
import { hereWords } from '../people/here-words';
import type { PersonStatus } from '@kith/client';

interface TalkHeadProps {
  kind: 'person' | 'forum';
  name: string;
  /** Of a friend; `undefined` for everybody else. */
  presence: { status: PersonStatus | undefined; lastSeen: string | undefined } | undefined;
  /** In a forum. */
  memberCount: number | undefined;
}

export function TalkHead({ kind, name, presence, memberCount }: TalkHeadProps) {
  const ref = useRef<HTMLElement>(null);
  const now = new Date(useNow());
  useHeightVariable(ref, '--head-height');
  const members = memberCount === undefined ? 'Everybody of the group reads this' : `${memberCount} people read this`;
  return (
    <header ref={ref} className="head flex items-center gap-3">
      <Link href="/messages" className="btn btn-quiet size-12 flex-none rounded-full! p-0!">
        <Icon name="left" />
        <span className="sr-only">All messages</span>
      </Link>
      {kind === 'person' && <Avatar userName={name} isOnline={presence?.status === 'active'} className="row-extra" />}
      <div className="min-w-0 flex-1 leading-snug">
        <h1 className="text-title!">{name}</h1>
        <p className="text-small">
          {kind === 'forum' && members}
          {kind === 'person' && presence && hereWords(presence.status, presence.lastSeen, now)}
        </p>
      </div>
    </header>
  );
}
