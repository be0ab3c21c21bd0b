// The other conversations, beside the open one where there is room for them.
import { useSideColumn } from '../design/columns';
import { type Talk, talkKey } from './talk';
import type { TalkDesk } from './talk-desk';
import { TalkListCard } from './talk-list-card';
import { useTalks } from './use-talks';

interface OtherTalksProps {
  desk: TalkDesk;
  /** The open one. */
  talk: Talk;
}

export function OtherTalks(props: OtherTalksProps) {
  // On a narrow screen nothing is asked for that is not shown.
  return useSideColumn() ? <Listed {...props} /> : null;
}

function Listed({ desk, talk }: OtherTalksProps) {
  const { talks } = useTalks(desk);
  const others = talks.filter((one) => talkKey(one.talk) !== talkKey(talk));
  if (others.length === 0) return null;
  return (
    <aside className="side-column hidden! desk:grid!" aria-label="Your other conversations">
      <h2>Other conversations</h2>
      <TalkListCard talks={others} />
    </aside>
  );
}
