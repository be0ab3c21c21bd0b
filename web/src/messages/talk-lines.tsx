// What was said, oldest first: by day, and within a day by who speaks. One's own stands at the right, with "You".
import { useNow } from '../design/use-now';
import { type LineGroup, lineDays } from './line-groups';
import type { Line } from './talk';

interface TalkLinesProps {
  lines: readonly Line[];
  /** The first line that is new since the last visit. */
  firstNew: string | undefined;
}

export function TalkLines({ lines, firstNew }: TalkLinesProps) {
  const now = new Date(useNow());
  return lineDays(lines, now).map((day) => (
    <section key={day.title} aria-label={day.title} className="grid gap-4">
      <h2 className="flex items-center gap-3 text-small! font-medium! text-body! before:h-px before:flex-1 before:bg-hairline after:h-px after:flex-1 after:bg-hairline">
        {day.title}
      </h2>
      {day.groups.map((group) => (
        <Group key={group.key} group={group} firstNew={firstNew} />
      ))}
    </section>
  ));
}

function Group({ group, firstNew }: { group: LineGroup; firstNew: string | undefined }) {
  const { isMine, authorName, lines } = group;
  return (
    <div
      className={`grid max-w-[min(88%,34rem)] gap-1 ${isMine ? 'justify-items-end justify-self-end' : 'justify-items-start'}`}
    >
      <p className="px-1 text-small font-semibold text-strong">{isMine ? 'You' : authorName}</p>
      {lines.map((line) => (
        <div key={line.id} className="contents">
          {line.id === firstNew && <NewLine />}
          <Bubble line={line} />
        </div>
      ))}
    </div>
  );
}

function NewLine() {
  return (
    <p className="flex items-center gap-2 text-small font-semibold text-gold">
      <span className="size-2.5 rounded-full bg-gold" aria-hidden="true" />
      New since you were last here
    </p>
  );
}

function Bubble({ line }: { line: Line }) {
  const at = new Date(line.createdAt);
  return (
    <div className={`grid gap-0.5 ${line.isMine ? 'justify-items-end' : 'justify-items-start'}`}>
      <p className={`bubble ${line.isMine ? 'bubble-mine' : ''}`}>{line.text}</p>
      <time
        dateTime={line.createdAt}
        title={at.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'short' })}
        className="px-1 text-small"
      >
        {at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}
      </time>
    </div>
  );
}
